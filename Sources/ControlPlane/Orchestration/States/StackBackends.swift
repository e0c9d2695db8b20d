package import Execution
package import Model
import Values

/// `stack.backends`: makes the containers of a stack the servers of its backend on every load balancer.
///
/// The application is registered there first, which reloads HAProxy without losing a request when it is new; then the backend's
/// server slots are filled at run time.
package struct StackBackends: StateFunction {
    package static let function: FunctionName = "stack.backends"

    private let arguments: StepArguments

    package init(name: String, _ arguments: inout ArgumentDecoder) {
        self.arguments = StepArguments(name: name, &arguments)
    }

    package func observe(with reader: StackStep, in run: RunContext) async throws -> BegunMove? {
        try await arguments.begun(reader, in: run)
    }

    package func plan(_ seen: BegunMove?) -> Plan<StackPlan> {
        guard let seen else { return arguments.notBegun() }
        return .changing(
            [seen.plan], predicted: [:],
            comment:
                "Backend \(seen.plan.move.stack.backend) would be filled on \(seen.plan.loadBalancers.map(\.text).joined(separator: ", "))"
        )
    }

    package func apply(_ plan: StackPlan, with writer: StackStep, in run: RunContext) async throws -> Applied {
        let endpoints = try await endpoints(plan, writer)
        guard endpoints.problems.isEmpty else { return .failed(endpoints.problems.joined(separator: "\n")) }
        let registered = try await writer.onLoadBalancers(
            plan, "haproxy.application", name: plan.move.stack.app, plan.definition.registration, in: run)
        guard registered.succeeded else { return .failed(registered.failures.joined(separator: "\n")) }
        var changes = registered.changes
        for balancer in plan.loadBalancers {
            let filled = try await writer.single(
                "haproxy.backend", name: plan.move.stack.backend,
                ["servers": .list(endpoints.servers(seenFrom: balancer))], on: [balancer], in: run)
            guard filled.succeeded else { return .failed(filled.failures.joined(separator: "\n"), changes: changes) }
            changes = changes.merged(with: filled.changes)
        }
        let count = endpoints.count
        let comment = "\(count) server\(count == 1 ? "" : "s") in backend \(plan.move.stack.backend)"
        await writer.say(comment, step: "backends", app: plan.move.stack.app, in: run)
        return Applied(comment, changes: changes)
    }

    private func endpoints(_ plan: StackPlan, _ writer: StackStep) async throws -> StackEndpoints {
        let answer = try await writer.service.fleet.run(
            "docker.endpoints",
            [
                "labels": ["register_backend=true", .string("pigeon.stack=\(plan.move.stack.label)")],
                "port": .int(plan.definition.loadbal.backendPort),
                "network": .string(plan.definition.loadbal.defaultNetwork),
            ], on: plan.appMinions, as: "orchestration")
        return StackEndpoints(answer)
    }
}
