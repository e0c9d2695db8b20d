package import Execution
package import Model
import Values

/// Comes after the switch. The sessions that were cut because the drain's deadline passed are reported.
package struct StackRemoved: BegunStep {
    package static let function: FunctionName = "stack.removed"
    package static let summary =
        "Takes down the stacks that an action leaves without traffic, when their sessions are over"

    let arguments: StepArguments

    package init(name: String, _ arguments: inout ArgumentDecoder) {
        self.arguments = StepArguments(name: name, &arguments)
    }

    func plan(of seen: BegunMove) -> Plan<BegunMove> {
        let removed = seen.plan.move.removed
        if removed.isEmpty { return .satisfied("There is no stack to remove") }
        let labels = removed.map(\.label).joined(separator: ", ")
        return .changing(
            [seen], predicted: ["removed": .string(labels)], comment: "\(labels) would be drained and removed")
    }

    package func apply(_ begun: BegunMove, with writer: StackStep, in run: RunContext) async throws -> Applied {
        let move = begun.plan.move
        let unrouted = try await writer.onLoadBalancers(
            begun.plan, "haproxy.routes", name: move.stack.app, move.routes(of: move.duringRemoval),
            deadline: .seconds(10))
        guard unrouted.succeeded else { return .failed(unrouted.failures.joined(separator: "\n")) }
        try await writer.service.beginRemoval(run.jid)
        var applied = Applied("")
        for stack in move.removed {
            let removal = StackRemoval(stack: stack, plan: begun.plan, step: writer, run: run)
            let one = try await removal.carryOut(isDrained: true)
            applied.comment += (applied.comment.isEmpty ? "" : "\n") + one.comment
            applied.changes = applied.changes.merged(with: one.changes)
            guard one.succeeded else {
                let hint =
                    "containers of \(stack.label) may still be there: they are removed as soon as their minions are back; `pigeon "
                    + "stack deactivate \(stack.app) --version \(stack.version)` tries it at once"
                await writer.service.begun.remark(hint, in: run.jid)
                return .failed("\(applied.comment)\n  hint: \(hint)", changes: applied.changes)
            }
        }
        return applied
    }
}

/// Takes one stack down that no route leads to any more.
struct StackRemoval {
    let stack: Stack
    let plan: StackPlan
    let step: StackStep
    let run: RunContext

    /// - Parameter isDrained: whether running requests are waited for; a stack that never had traffic needs none.
    func carryOut(isDrained: Bool) async throws -> Applied {
        var cut = 0
        if !stack.backend.isEmpty {
            if isDrained {
                let drain = try await drained()
                guard drain.succeeded else { return .failed(drain.failures.joined(separator: "\n")) }
                cut = drain.data.values.compactMap { $0["sessions_cut"]?.int }.reduce(0, +)
            }
            let emptied = try await emptyBackend()
            // What never had traffic goes also when a load balancer is down: nothing is lost by that.
            guard emptied.succeeded || !isDrained else { return .failed(emptied.failures.joined(separator: "\n")) }
        }
        let gone = try await step.single(
            "docker_stack.absent", name: stack.label, [:], on: plan.hosts(of: stack))
        guard gone.succeeded else { return .failed(gone.failures.joined(separator: "\n"), changes: gone.changes) }
        await step.service.begun.noteGone(stack.version, in: run.jid)
        let sessions = cut == 0 ? "" : ", \(cut) session\(cut == 1 ? " was" : "s were") cut at the drain's deadline"
        let comment =
            stack.state == .deactivated && gone.changes.isEmpty
            ? "nothing is there of \(stack.label)" : "\(stack.label) is removed\(sessions)"
        await step.say(comment, step: "removed", app: stack.app, in: run)
        return Applied(comment, changes: gone.changes)
    }

    /// Takes the servers out of the stack's backend on every load balancer.
    func emptyBackend() async throws -> StepAnswer {
        try await step.onLoadBalancers(plan, "haproxy.backend", name: stack.backend, ["servers": []])
    }

    private func drained() async throws -> StepAnswer {
        let deadline = plan.definition.loadbal.drainDeadline
        return try await step.onLoadBalancers(
            plan, "haproxy.drained", name: stack.backend, ["deadline": .double(deadline.seconds)],
            deadline: deadline + .seconds(15))
    }
}
