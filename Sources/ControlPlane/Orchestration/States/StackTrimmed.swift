package import Execution
package import Model
import Values

/// Comes after the load balancers have let go of them; what is under way there ends within the time that the container
/// is given to stop.
package struct StackTrimmed: BegunStep {
    package static let function: FunctionName = "stack.trimmed"
    package static let summary =
        "Removes the containers and networks of a stack that its definition does not name any more"

    let arguments: StepArguments

    package init(name: String, _ arguments: inout ArgumentDecoder) {
        self.arguments = StepArguments(name: name, &arguments)
    }

    func plan(of seen: BegunMove) -> Plan<StackPlan> {
        return .changing(
            [seen.plan], predicted: [:],
            comment: "What \(seen.plan.move.stack.label) does not name any more would be removed")
    }

    package func apply(_ plan: StackPlan, with writer: StackStep, in run: RunContext) async throws -> Applied {
        let stack = plan.move.stack
        let label = stack.label
        let (changes, failures) = try await writer.trim(
            stack, to: plan.containers, on: plan.appMinions, notOn: plan.placement.former)
        guard failures.isEmpty else { return .failed(failures.joined(separator: "\n"), changes: changes) }
        await writer.service.begun.noteTrimmed(in: run.jid)
        return Applied(
            changes.isEmpty ? "\(label) has nothing that it does not name" : "\(label) has no more than it names",
            changes: changes)
    }
}
