package import Execution
package import Model
import Values

package struct StackFinished: BegunStep {
    package static let function: FunctionName = "stack.finished"
    package static let summary = "Writes what the action has come to: the stacks are now as it wanted them"

    let arguments: StepArguments

    package init(name: String, _ arguments: inout ArgumentDecoder) {
        self.arguments = StepArguments(name: name, &arguments)
    }

    func plan(of seen: BegunMove) -> Plan<BegunMove> {
        return .changing(
            [seen], predicted: [:], comment: "\(seen.plan.move.stack.label) would be \(seen.plan.move.to.phrase)")
    }

    package func apply(_ planned: BegunMove, with writer: StackStep, in run: RunContext) async throws -> Applied {
        let service = writer.service
        // Removing comes before this state, so what it has left behind is known by now.
        guard let begun = await service.begun.move(of: run.jid), let transition = begun.transition else {
            return .failed("there is no open transition")
        }
        let move = begun.plan.move
        try await service.close(
            transition, of: begun, stacks: begun.afterSuccess, outcome: .succeeded,
            detail: begun.remark ?? Self.detail(of: begun))
        await service.begun.close(run.jid)
        return Applied("\(move.stack.label) is \(move.to.phrase)")
    }

    private static func detail(of begun: BegunMove) -> String {
        guard begun.plan.move.isDone else { return "" }
        return begun.gone.isEmpty ? "no change" : "nothing is left of it"
    }
}
