package import Execution
package import Model
import Values

/// Routes go back to what they were; a release's containers are removed, unless `keep`.
///
/// Meant for `onfail`. Without an action begun by the same orchestration it does nothing, so a refused action undoes
/// nothing.
package struct StackUndone: StateFunction {
    package static let function: FunctionName = "stack.undone"
    package static let summary = "Closes an action that failed"

    private let arguments: StepArguments
    private let isKeeping: Bool

    package init(name: String, _ arguments: inout ArgumentDecoder) {
        isKeeping = arguments.flag("keep", default: false)
        self.arguments = StepArguments(name: name, &arguments)
    }

    package func observe(with reader: StackStep, in run: RunContext) async throws -> BegunMove? {
        try await arguments.begun(reader, in: run)
    }

    package func plan(_ seen: BegunMove?) -> Plan<BegunMove> {
        guard let seen, seen.transition != nil, !seen.isClosed else {
            return .satisfied("Nothing was begun, so there is nothing to undo")
        }
        return .changing(
            [seen], predicted: [:], comment: "\(arguments.action.rawValue) of \(arguments.app) would be undone")
    }

    package func apply(_ begun: BegunMove, with writer: StackStep, in run: RunContext) async throws -> Applied {
        let move = begun.plan.move
        var undo = Undo(begun: begun, step: writer, run: run)
        try await undo.restoreRoutes()
        if move.action == .release {
            if move.isDone { try await undo.restoreOld() } else { try await undo.removeNew(isKeeping: isKeeping) }
        }
        await writer.service.begun.fail(
            run.jid,
            BegunMove.Failure(stacks: begun.afterFailure, problems: undo.problems, isRouted: undo.isRouted))
        let done = undo.done.isEmpty ? "" : ": \(undo.done.joined(separator: "; "))"
        let summary = "\(move.action.rawValue) of \(move.stack.label) failed\(done)"
        await writer.say(summary, step: "undone", app: move.stack.app, in: run)
        return undo.problems.isEmpty
            ? Applied(summary) : .failed("\(summary)\n" + undo.problems.joined(separator: "\n"))
    }
}

/// Puts back what a failed action had changed, as far as it can, and keeps count of what it could not.
private struct Undo {
    let begun: BegunMove
    let step: StackStep
    let run: RunContext
    var done: [String] = []
    var problems: [String] = []
    var isRouted = false

    mutating func restoreRoutes() async throws {
        let move = begun.plan.move
        let back = try await step.onLoadBalancers(
            begun.plan, "haproxy.routes", name: move.stack.app, move.routes(of: begun.afterFailure),
            deadline: .seconds(10))
        problems += back.failures.map { "the routes are not confirmed: \($0)" }
        isRouted = back.succeeded
        if back.succeeded { done.append(production) }
    }

    private var production: String {
        let move = begun.plan.move
        let isSame = move.routes(of: begun.afterFailure)["active"] == move.routes(of: move.before)["active"]
        return isSame ? "production is as it was" : "\(move.stack.label) has no traffic any more"
    }

    /// A stack that was released again becomes what it was: its former containers, and no others.
    mutating func restoreOld() async throws {
        let (plan, version) = (begun.plan, begun.plan.move.stack.version)
        guard let old = plan.move.before.first(where: { $0.version == version }), !old.definition.isNull else { return }
        let containers = plan.containers(of: old)
        let (hosts, before) = (plan.hosts(of: old), problems.count)
        let own = old.minions.filter(hosts.contains)
        let answer = try await step.service.fleet.run(
            "state.sls", ["mods": "docker-ce", "pillar": ["docker": containers.pillar], "queue": true, "force": true],
            on: own, as: "orchestration")
        problems += StateRunSummary(answer).failed.map { "\($0.minion): \($0.reason)" }
        let others = hosts.filter { !own.contains($0) }
        problems += try await step.trim(old, to: containers, on: own, notOn: others).failures
        let filling = BackendFilling(plan: plan, step: step)
        let endpoints = try await filling.endpoints(of: old, on: own)
        problems += endpoints.problems
        if endpoints.problems.isEmpty {
            problems += try await filling.fill(old.backend, with: endpoints).problems
            problems += try await step.healthy(old, plan, deadline: .seconds(10)).failures
        }
        if problems.count == before { done.append("\(old.label) has the containers that it had") }
    }

    mutating func removeNew(isKeeping: Bool) async throws {
        let removal = StackRemoval(stack: begun.plan.move.stack, plan: begun.plan, step: step, run: run)
        guard !isKeeping else {
            // The containers stay for a look, but their addresses may be another's one day.
            problems += try await removal.emptyBackend().failures
            await step.service.begun.noteKept(begun.plan.move.stack.version, in: run.jid)
            done.append("the new containers are kept for a look")
            return
        }
        let removed = try await removal.carryOut(isDrained: false)
        if removed.succeeded {
            done.append("the new containers are removed")
            return
        }
        let stack = begun.plan.move.stack
        problems.append(
            "the new containers are still there: \(removed.comment)\n  hint: they are removed as soon as their minions are back; "
                + "`pigeon stack deactivate \(stack.app) --version \(stack.version)` tries it at once")
    }
}
