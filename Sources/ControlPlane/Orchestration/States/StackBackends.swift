package import Execution
package import Model
import Values

/// `stack.backends`: makes the containers of a stack the servers of its backend on every load balancer.
///
/// The backend's server slots are filled at run time, and those of the application's other stacks as well: a load
/// balancer that joined later has all of them before any traffic is sent there, and addresses that containers have lost
/// are forgotten.
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
        let filling = BackendFilling(plan: plan, step: writer, run: run)
        // A release may have fewer containers, and other minions, than it had.
        let isReleased = plan.move.action == .release
        let endpoints = try await filling.endpoints(
            of: stack, on: isReleased ? plan.appMinions : plan.hosts(of: stack),
            names: isReleased ? plan.containers.services.keyTexts : nil)
        guard endpoints.problems.isEmpty else {
            // What does not run may not serve. Whoever gives no answer is another matter.
            let isRefusal = !isReleased && !endpoints.isIncomplete
            return .failed(endpoints.problems.joined(separator: "\n"), extra: isRefusal ? ["refused": true] : [:])
        }
        let registered = try await writer.register(plan, in: run)
        guard registered.succeeded else { return .failed(registered.failures.joined(separator: "\n")) }
        let filled = try await filling.fill(stack.backend, with: endpoints)
        guard filled.problems.isEmpty else { return .failed(filled.problems.joined(separator: "\n")) }
        var changes = registered.changes.merged(with: filled.changes)
        let connected = await writer.service.fleet.connected()
        for other in plan.move.after where other.version != stack.version {
            let hosts = plan.hosts(of: other)
            guard connected.isSuperset(of: hosts) else { continue }
            let endpoints = try await filling.endpoints(of: other, on: hosts)
            // A stack that can't serve everywhere is its own action's business.
            guard endpoints.problems.isEmpty, plan.loadBalancers.allSatisfy(endpoints.areReachable) else { continue }
            let filled = try await filling.fill(other.backend, with: endpoints)
            guard filled.problems.isEmpty else { return .failed(filled.problems.joined(separator: "\n")) }
            changes = changes.merged(with: filled.changes)
        }
        let count = endpoints.count
        let comment = "\(count) server\(count == 1 ? "" : "s") in backend \(stack.backend)"
        if !changes.isEmpty { await writer.say(comment, step: "backends", app: stack.app, in: run) }
        return Applied(comment, changes: changes)
    }
}
