package import Execution
package import Model
import Values

/// `stack.backends`: makes the containers of a stack the servers of its backend on every load balancer.
///
/// The backend's server slots are filled at run time. Empty backends of the application's other stacks are filled as
/// well, so that a load balancer that joined later has all of them before any traffic is sent there.
package struct StackBackends: BegunStep {
    package static let function: FunctionName = "stack.backends"

    let arguments: StepArguments

    package init(name: String, _ arguments: inout ArgumentDecoder) {
        self.arguments = StepArguments(name: name, &arguments)
    }

    func plan(of seen: BegunMove) -> Plan<StackPlan> {
        return .changing(
            [seen.plan], predicted: [:],
            comment:
                "Backend \(seen.plan.move.stack.backend) would be filled on \(seen.plan.loadBalancers.map(\.text).joined(separator: ", "))"
        )
    }

    package func apply(_ plan: StackPlan, with writer: StackStep, in run: RunContext) async throws -> Applied {
        let stack = plan.move.stack
        let endpoints = try await endpoints(of: stack, plan, writer)
        guard endpoints.problems.isEmpty else {
            // What does not run may not serve. Whoever gives no answer is another matter.
            let isRefusal = plan.move.action != .release && !endpoints.isIncomplete
            return .failed(endpoints.problems.joined(separator: "\n"), extra: isRefusal ? ["refused": true] : [:])
        }
        let registered = try await writer.register(plan, in: run)
        guard registered.succeeded else { return .failed(registered.failures.joined(separator: "\n")) }
        // Only a stack in release is brought up to date; what has served keeps its servers.
        let isFirst = plan.move.action == .release
        let filled = try await fill(stack.backend, with: endpoints, onlyEmpty: !isFirst, plan, writer, run)
        guard filled.problems.isEmpty else { return .failed(filled.problems.joined(separator: "\n")) }
        var changes = registered.changes.merged(with: filled.changes)
        let connected = await writer.service.fleet.connected()
        for other in plan.move.after where other.version != stack.version {
            guard connected.isSuperset(of: plan.hosts(of: other)) else { continue }
            let endpoints = try await self.endpoints(of: other, plan, writer)
            // A stack that can't serve everywhere is its own action's business.
            guard endpoints.problems.isEmpty, plan.loadBalancers.allSatisfy(endpoints.areReachable) else { continue }
            let filled = try await fill(other.backend, with: endpoints, onlyEmpty: true, plan, writer, run)
            guard filled.problems.isEmpty else { return .failed(filled.problems.joined(separator: "\n")) }
            changes = changes.merged(with: filled.changes)
        }
        let count = endpoints.count
        let comment = "\(count) server\(count == 1 ? "" : "s") in backend \(stack.backend)"
        if !changes.isEmpty { await writer.say(comment, step: "backends", app: stack.app, in: run) }
        return Applied(comment, changes: changes)
    }

    private func fill(
        _ backend: String, with endpoints: StackEndpoints, onlyEmpty isForEmptyOnly: Bool, _ plan: StackPlan,
        _ writer: StackStep, _ run: RunContext
    ) async throws -> (changes: ValueMap, problems: [String]) {
        var changes: ValueMap = [:]
        for balancer in plan.loadBalancers {
            let servers = try endpoints.servers(seenFrom: balancer)
            let filled = try await writer.single(
                "haproxy.backend", name: backend, ["servers": .list(servers), "only_empty": .bool(isForEmptyOnly)],
                on: [balancer], in: run)
            guard filled.succeeded else { return (changes, filled.failures) }
            changes = changes.merged(with: filled.changes)
        }
        return (changes, [])
    }

    private func endpoints(of stack: Stack, _ plan: StackPlan, _ writer: StackStep) async throws -> StackEndpoints {
        // A release may have fewer containers, and other minions, than it had.
        let isReleased = plan.move.action == .release && stack.version == plan.move.stack.version
        let loadbal = plan.definition(of: stack).loadbal
        let answer = try await writer.service.fleet.run(
            "docker.endpoints",
            [
                "labels": ["register_backend=true", .string("pigeon.stack=\(stack.label)")],
                "port": .int(loadbal.backendPort), "network": .string(loadbal.defaultNetwork),
            ], on: isReleased ? plan.appMinions : plan.hosts(of: stack), as: "orchestration")
        return StackEndpoints(answer, names: isReleased ? Set(plan.containers.services.keyTexts) : nil)
    }
}
