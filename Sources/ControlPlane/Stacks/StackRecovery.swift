import Execution
package import Logging
import Model
import ServiceLifecycle
import Values

/// Ends the actions that a stopped master left open: the journal says what was intended, the load balancers what is.
///
/// An action whose switch every load balancer has confirmed is finished, and so is a deactivation; any other is undone. The minions
/// that are needed are waited for; until then the application stays locked.
///
/// It also removes what is left of stacks that do not exist any more, as soon as their minions are there.
package struct StackRecovery: Service, CustomStringConvertible {
    private static let pause = Duration.seconds(2)
    /// Between two attempts to remove what is left of the same stack.
    private static let longPause = Duration.seconds(60)

    let service: StackService
    let orchestrator: Orchestrator
    let numbers: JobNumbers
    let logger: Logger

    package init(service: StackService, orchestrator: Orchestrator, numbers: JobNumbers, logger: Logger) {
        self.service = service
        self.orchestrator = orchestrator
        self.numbers = numbers
        self.logger = logger
    }

    /// For logs, which must not show what is inside.
    package var description: String { "stack-recovery" }

    package func run() async throws {
        let left = try await service.store.openTransitions()
        await withTaskGroup(of: Void.self) { group in
            for transition in left { group.addTask { await recover(transition) } }
            group.addTask { await cleanUp() }
        }
    }

    /// Removes leftovers, until the process ends.
    private func cleanUp() async {
        var resting: [Stack: ContinuousClock.Instant] = [:]
        while !Task.isCancelled, !Task.isShuttingDownGracefully {
            do {
                try await cancelWhenGracefulShutdown { try await Task.sleep(for: Self.pause) }
                for leftover in try await service.store.leftovers(of: nil) where !leftover.isKept {
                    let stack = leftover.stack
                    if let end = resting[stack], .now < end { continue }
                    if try await !remove(stack) { resting[stack] = .now + Self.longPause }
                }
            } catch is CancellationError {
                return
            } catch {
                logger.error("leftovers can't be looked for", metadata: ["error": "\(error)"])
            }
        }
    }

    /// - Returns: false when it was tried and failed.
    private func remove(_ stack: Stack) async throws -> Bool {
        let open = try await service.store.openTransitions()
        guard !open.contains(where: { $0.app == stack.app }) else { return true }
        do {
            _ = try await service.plan(.deactivate, app: stack.app, version: stack.version, replacing: false)
        } catch {
            logger.debug(
                "what is left of a stack can't be removed yet",
                metadata: ["stack.label": "\(stack.label)", "error": "\(error)"])
            return true
        }
        let pillar: ValueMap = ["app_name": .string(stack.app), "version": .string(stack.version)]
        let result = try await orchestrator.run(
            ["deactivate"], keywords: ["pillar": ["deactivate": .map(pillar)], "force": true],
            jid: await numbers.next(), user: "clean-up"
        ) { _ in }
        logger.notice(
            "what was left of a stack \(result.retcode == 0 ? "is removed" : "could not be removed")",
            metadata: ["stack.label": "\(stack.label)"])
        return result.retcode == 0
    }

    /// Tries until it succeeds or the process ends.
    private func recover(_ transition: StackTransition) async {
        logger.warning("an action was left open and is being ended", metadata: Self.metadata(transition))
        while !Task.isCancelled, !Task.isShuttingDownGracefully {
            do {
                try await end(transition)
                logger.warning("an action that was left open is ended", metadata: Self.metadata(transition))
                return
            } catch {
                logger.info(
                    "an action that was left open can't be ended yet",
                    metadata: Self.metadata(transition).merging(["error": "\(error)"]) { $1 })
            }
            do { try await Task.sleep(for: Self.pause) } catch { return }
        }
    }

    private func end(_ transition: StackTransition) async throws {
        let plan = try await service.plan(
            transition.action, app: transition.app, version: transition.version, replacing: true,
            isEnding: true)
        let jid = await numbers.next()
        let isFinished = try await isConfirmed(plan)
        await service.begun.begin(BegunMove(plan: plan, transition: transition), by: jid)
        let pillar: ValueMap = [
            "app_name": .string(transition.app), "action": .string(transition.action.rawValue),
            "version": .string(transition.version), "finish": .bool(isFinished),
        ]
        let result = try await orchestrator.run(
            ["recover"], keywords: ["pillar": ["recover": .map(pillar)], "force": true], jid: jid, user: "recovery"
        ) { _ in }
        guard result.retcode == 0 else { throw Diagnostic(JSON.write(result.value)) }
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
