package import Execution
package import Model
import Values

/// Arguments: those of every step, and `deadline` (default: the stack's `loadbal:health:deadline` when it was
/// released).
package struct StackHealthy: BegunStep {
    package static let function: FunctionName = "stack.healthy"
    package static let summary = "Waits until every server of a stack's backend passes its check on every load balancer"

    let arguments: StepArguments
    private let deadline: Duration?

    package init(name: String, _ arguments: inout ArgumentDecoder) {
        deadline = arguments.duration("deadline")
        self.arguments = StepArguments(name: name, &arguments)
    }

    func plan(of seen: BegunMove) -> Plan<StackPlan> {
        return .changing(
            [seen.plan], predicted: [:], comment: "Backend \(seen.plan.move.stack.backend) would be proved healthy")
    }

    package func apply(_ plan: StackPlan, with writer: StackStep, in run: RunContext) async throws -> Applied {
        let answer = try await writer.healthy(plan.move.stack, plan, deadline: deadline)
        guard answer.succeeded else {
            // A stack that is not healthy may not serve. A load balancer that can't be asked is another matter.
            let isUnhealthy = answer.failed.allSatisfy { answer.data[$0]?["unhealthy"]?.bool == true }
            let isRefusal = plan.move.action != .release && isUnhealthy
            return .failed(answer.failures.joined(separator: "\n"), extra: isRefusal ? ["refused": true] : [:])
        }
        await writer.say(
            "backend \(plan.move.stack.backend) is healthy", step: "healthy", app: plan.move.stack.app, in: run)
        return Applied(
            "Backend \(plan.move.stack.backend) is healthy on \(plan.loadBalancers.map(\.text).joined(separator: ", "))"
        )
    }
}
