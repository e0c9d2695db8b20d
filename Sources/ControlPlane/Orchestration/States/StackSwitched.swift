package import Execution
package import Model
import Values

/// A load balancer that does not confirm makes all of them go back to what they said before.
package struct StackSwitched: BegunStep {
    package static let function: FunctionName = "stack.switched"
    package static let summary =
        "Changes which backend gets which traffic, on every load balancer in parallel, and reads it back"

    let arguments: StepArguments

    package init(name: String, _ arguments: inout ArgumentDecoder) {
        self.arguments = StepArguments(name: name, &arguments)
    }

    func plan(of seen: BegunMove) -> Plan<StackPlan> {
        return .changing(
            [seen.plan], predicted: seen.plan.move.changes, comment: seen.plan.lines.joined(separator: "\n"))
    }

    package func apply(_ plan: StackPlan, with writer: StackStep, in run: RunContext) async throws -> Applied {
        let clock = ContinuousClock()
        let start = clock.now
        let answer = try await routes(plan, isAfter: true, writer)
        let count = plan.loadBalancers.count
        guard answer.succeeded else {
            let back = try await routes(plan, isAfter: false, writer)
            let outcome =
                back.succeeded
                ? "all \(count) load balancers route as before again"
                : "PUTTING IT BACK FAILED TOO, look at once:\n" + back.failures.joined(separator: "\n")
            return .failed("the switch was not confirmed:\n\(answer.failures.joined(separator: "\n"))\n\(outcome)")
        }
        let balancers = "\(count) load balancer\(count == 1 ? "" : "s") confirmed"
        let comment =
            "\(plan.move.stack.label) is \(plan.move.to.phrase): \(balancers) in \(start.duration(to: clock.now).phrase)"
        await writer.say(comment, step: "switched", app: plan.move.stack.app, in: run)
        return Applied(comment, changes: answer.changes)
    }

    private func routes(
        _ plan: StackPlan, isAfter: Bool, _ writer: StackStep
    ) async throws -> StepAnswer {
        try await writer.onLoadBalancers(
            plan, "haproxy.routes", name: plan.move.stack.app,
            plan.move.routes(of: isAfter ? plan.move.after : plan.move.before),
            deadline: .seconds(10))
    }
}
