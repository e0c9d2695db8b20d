package import Execution
package import Logging
import Model
import ServiceLifecycle
import Values

/// Ends the actions that a stopped master left open: the journal says what was intended, the load balancers what is.
///
/// An action whose switch every load balancer has confirmed is finished, and so is a deactivation; any other is undone.
/// The minions that are needed are waited for; until then the application stays locked.
package struct StackRecovery: Service, CustomStringConvertible {
    let service: StackService
    let orchestrator: Orchestrator
    let numbers: JobNumbers
    let logger: Logger
    private let pause: Backoff

    /// - Parameter pause: between the attempts to end an action.
    package init(
        service: StackService, orchestrator: Orchestrator, numbers: JobNumbers, logger: Logger,
        pause: Backoff = Backoff(first: .seconds(2), limit: .seconds(30), isJittered: false)
    ) {
        self.service = service
        self.orchestrator = orchestrator
        self.numbers = numbers
        self.logger = logger
        self.pause = pause
    }

    /// For logs, which must not show what is inside.
    package var description: String { "stack-recovery" }

    package func run() async throws {
        let left = try await service.store.openTransitions()
        await withTaskGroup(of: Void.self) { group in
            for transition in left { group.addTask { await recover(transition) } }
        }
        try await gracefulShutdown()
    }

    /// Tries until it succeeds or the process ends.
    private func recover(_ transition: StackTransition) async {
        logger.warning("an action was left open and is being ended", metadata: Self.metadata(transition))
        var pause = pause
        while !Task.isCancelled, !Task.isShuttingDownGracefully {
            do {
                try await end(transition)
                if try await !service.store.openTransitions().contains(transition) {
                    logger.warning("an action that was left open is ended", metadata: Self.metadata(transition))
                    return
                }
            } catch {
                logger.warning(
                    "an action that was left open can't be ended yet",
                    metadata: Self.metadata(transition).merging(["error": "\(error)"]) { $1 })
            }
            let wait = pause.next()
            do { try await cancelWhenGracefulShutdown { try await Task.sleep(for: wait) } } catch { return }
        }
    }

    /// One attempt; whether it was one that ended it is in the journal.
    private func end(_ transition: StackTransition) async throws {
        let plan = try await service.plan(
            transition.action, app: transition.app, version: transition.version, replacing: true,
            isEnding: true)
        let jid = await numbers.next()
        let isFinished = try await isConfirmed(plan)
        await service.begun.begin(BegunMove(plan: plan, transition: transition, isRecovery: true), by: jid)
        let pillar: ValueMap = [
            "app_name": .string(transition.app), "action": .string(transition.action.rawValue),
            "version": .string(transition.version), "finish": .bool(isFinished),
        ]
        _ = try await orchestrator.run(
            ["recover"], keywords: ["pillar": ["recover": .map(pillar)], "force": true], jid: jid, user: "recovery"
        ) { _ in }
    }

    /// Whether every load balancer routes as the action wanted.
    private func isConfirmed(_ plan: StackPlan) async throws -> Bool {
        switch plan.move.action {
        case .deactivate: return true
        case .release: return false
        case .activate, .rollback:
            let answer = try await service.fleet.run("haproxy.show_map", [:], on: plan.loadBalancers, as: "recovery")
            let wanted = plan.move.routes(of: plan.move.after)
            return try plan.loadBalancers.allSatisfy { balancer in
                guard let map = answer.answer(of: balancer)?.value.map else {
                    throw Diagnostic("\(balancer) does not say how it routes")
                }
                return wanted.allSatisfy { map["\(plan.move.stack.app).\($0.key.string ?? "")"] ?? .null == $0.value }
            }
        }
    }

    private static func metadata(_ transition: StackTransition) -> Logger.Metadata {
        [
            "stack.app": "\(transition.app)", "stack.version": "\(transition.version)",
            "stack.action": "\(transition.action.rawValue)", "jid": "\(transition.jid)",
        ]
    }
}
