import Model
import Values

/// Puts the return of an action's orchestration into words.
struct StackAnswer {
    let plan: StackPlan
    /// The state returns by tag, or the messages of the compiler.
    let steps: Value
    let retcode: Int
    let isTest: Bool

    func summary(took duration: Duration) -> String {
        let notes = isTest ? [] : plan.notes.map { "  note: \($0)" }
        return ([sentence(took: duration)] + notes).joined(separator: "\n")
    }

    private func sentence(took duration: Duration) -> String {
        let move = plan.move
        if isTest { return plan.lines.joined(separator: "\n") }
        guard retcode == 0 else {
            if isFinished {
                return
                    "\(move.stack.label) is \(move.to.phrase), but what came after failed (\(duration.phrase) in all)"
            }
            return "\(move.action.rawValue) of \(move.stack.label) failed after \(duration.phrase)"
        }
        let hasChanged = steps.map?.values.contains { $0["changes"]?.isTruthy ?? false } ?? false
        if move.isDone, !hasChanged {
            return "\(move.stack.label) is \(move.to.phrase) already: no change (\(duration.phrase))"
        }
        let switched = steps.map?.first { $0.key.string?.hasSuffix("_|-switched") ?? false }?.value["comment"]?.string
        let sentence = switched ?? "\(move.stack.label) is \(move.to.phrase)"
        return "\(sentence) (\(duration.phrase) in all)"
    }

    /// Whether the action itself was done, whatever failed beside it.
    private var isFinished: Bool {
        steps.map?.contains { $0.key.string?.hasSuffix("_|-finished") == true && $0.value["result"]?.bool == true }
            ?? false
    }

    var failures: [String] { StepFailures(steps).texts }
}
