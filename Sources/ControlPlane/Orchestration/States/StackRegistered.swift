package import Execution
package import Model
import Values

/// Comes before anything is started, so that a load balancer that is not ready costs nothing, and that no backend has
/// an address any more which a new container may get.
package struct StackRegistered: BegunStep {
    package static let function: FunctionName = "stack.registered"
    package static let summary = "Every load balancer is there, runs, has the frontend and knows the application"

    let arguments: StepArguments

    package init(name: String, _ arguments: inout ArgumentDecoder) {
        self.arguments = StepArguments(name: name, &arguments)
    }

    func plan(of seen: BegunMove) -> Plan<StackPlan> {
        return .changing(
            [seen.plan], predicted: [:], comment: "\(arguments.app) would be registered on the load balancers")
    }

    package func apply(_ plan: StackPlan, with writer: StackStep, in run: RunContext) async throws -> Applied {
        let answer = try await writer.register(plan)
        guard answer.succeeded else { return .failed(answer.failures.joined(separator: "\n")) }
        let others = try await BackendFilling(plan: plan, step: writer).fillOthers()
        guard others.problems.isEmpty else { return .failed(others.problems.joined(separator: "\n")) }
        let names = plan.loadBalancers.map(\.text).joined(separator: ", ")
        if !answer.changes.isEmpty {
            await writer.say("registered on \(names)", step: "registered", app: arguments.app, in: run)
        }
        return Applied(
            "\(arguments.app) is registered on \(names)", changes: answer.changes.merged(with: others.changes))
    }
}
