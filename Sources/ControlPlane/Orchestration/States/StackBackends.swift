package import Execution
package import Model
import Values

/// The backend's server slots are filled at run time, and those of the application's other stacks as well: a load
/// balancer that joined later has all of them before any traffic is sent there, and addresses that containers have lost
/// are forgotten.
package struct StackBackends: BegunStep {
    package static let function: FunctionName = "stack.backends"
    package static let summary = "Makes the containers of a stack the servers of its backend on every load balancer"

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
        let filling = BackendFilling(plan: plan, step: writer)
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
        let registered = try await writer.register(plan)
        guard registered.succeeded else { return .failed(registered.failures.joined(separator: "\n")) }
        let filled = try await filling.fill(stack.backend, with: endpoints)
        guard filled.problems.isEmpty else { return .failed(filled.problems.joined(separator: "\n")) }
        let others = try await filling.fillOthers()
        guard others.problems.isEmpty else { return .failed(others.problems.joined(separator: "\n")) }
        let changes = registered.changes.merged(with: filled.changes).merged(with: others.changes)
        let count = endpoints.count
        let comment = "\(count) server\(count == 1 ? "" : "s") in backend \(stack.backend)"
        if !changes.isEmpty, plan.move.isDone {
            await writer.service.begun.remark("the load balancers were told where its containers are", in: run.jid)
        }
        if !changes.isEmpty { await writer.say(comment, step: "backends", app: stack.app, in: run) }
        return Applied(comment, changes: changes)
    }
}
