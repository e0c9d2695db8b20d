package import Execution
package import Model
import Values

/// `stack.begun`: checks the rules of the lifecycle, takes the application's lock and writes the intent into the journal.
///
/// Arguments: `name` (application), `action`, `version`, `replace`. A refusal by the rules or the lock has `refused: true` in its return.
package struct StackBegun: StateFunction {
    package static let function: FunctionName = "stack.begun"

    package enum Observation: Sendable {
        case planned(StackPlan)
        /// - Parameter byRule: whether the lifecycle's rules or a lock stand in the way, and not a mistake or somebody who is away.
        case refused(String, byRule: Bool)
    }

    private let arguments: StepArguments

    package init(name: String, _ arguments: inout ArgumentDecoder) {
        self.arguments = StepArguments(name: name, &arguments)
    }

    package func observe(with reader: StackStep, in run: RunContext) async throws -> Observation {
        do {
            return .planned(
                try await reader.service.plan(
                    arguments.action, app: arguments.app, version: arguments.version,
                    replacing: arguments.isReplacing))
        } catch let refusal as Refusal {
            return .refused(refusal.description, byRule: refusal.isByRule)
        } catch let problems as Diagnostics {
            return .refused(problems.description, byRule: false)
        }
    }

    package func plan(_ seen: Observation) -> Plan<StackPlan> {
        switch seen {
        case .refused(let reason, let isByRule):
            return .impossible(reason, extra: isByRule ? ["refused": true] : [:])
        case .planned(let plan):
            return .changing(
                [plan], predicted: plan.move.isDone ? [:] : plan.move.changes,
                comment: plan.lines.joined(separator: "\n"))
        }
    }

    package func apply(_ plan: StackPlan, with writer: StackStep, in run: RunContext) async throws -> Applied {
        let move = plan.move
        guard let jid = run.jid else { return .failed("a stack is only moved by a job that has an id") }
        let intent = StackTransition(
            app: move.stack.app, action: move.action, version: move.stack.version, from: move.from, to: move.to,
            user: await writer.service.begun.user(of: jid), jid: jid, started: writer.service.clock.now)
        do {
            let isNew = move.action == .release && !move.isDone
            let transition = try await writer.service.store.begin(intent, creating: isNew ? move.stack : nil)
            let current = try await writer.service.store.stacks(of: move.stack.app)
            guard Set(current) == Set(move.before) else {
                try await writer.service.close(
                    transition, of: BegunMove(plan: plan), stacks: current, outcome: .failed,
                    detail: "the stacks changed before it began")
                return .failed(
                    "the stacks of \(move.stack.app) have just been changed by another action\n  hint: look at "
                        + "`pigeon stack status \(move.stack.app)` and try again", extra: ["refused": true])
            }
            await writer.service.begun.begin(BegunMove(plan: plan, transition: transition), by: jid)
        } catch let busy as StackBusy {
            return .failed(
                "\(busy.holder.action.rawValue) of \(move.stack.app)/\(busy.holder.version) is under way (jid \(busy.holder.jid), by "
                    + "\(busy.holder.user))\n  hint: wait for it, or look: pigeon jobs show \(busy.holder.jid)",
                extra: ["refused": true])
        }
        let comment =
            move.isDone
            ? "\(move.stack.label) is \(move.to.phrase) already" : "\(move.from.rawValue) -> \(move.to.rawValue)"
        return Applied(comment, changes: move.isDone ? [:] : move.changes)
    }
}

extension StackAction {
    /// Takes the argument `action`.
    init(argument arguments: inout ArgumentDecoder) {
        let text = arguments.requiredText("action")
        if let action = StackAction(rawValue: text) {
            self = action
            return
        }
        let known = StackAction.allCases.map(\.rawValue)
        arguments.refuse(
            "action", "'\(text)' is not an action on a stack",
            hint: NearestName.hint(for: text, among: known) ?? "known are \(known.joined(separator: ", "))")
        self = .release
    }
}

extension StackMove {
    /// The move as the `changes` of a return.
    var changes: ValueMap {
        [stack.label: ["old": .string(from.rawValue), "new": .string(to.rawValue)]]
    }
}
