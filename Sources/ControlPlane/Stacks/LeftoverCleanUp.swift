package import Execution
package import Logging
import Model
import ServiceLifecycle
import Values

/// Removes what is left of stacks that do not exist any more, as soon as their minions are there.
///
/// It deactivates them as a user would, with the application's lock and an entry in the journal. What is kept on
/// request stays.
package struct LeftoverCleanUp: Service, CustomStringConvertible {
    /// What came of the attempts at one leftover.
    private struct Attempts {
        var pause: Backoff
        var next: ContinuousClock.Instant
        /// Who was not there at the last one.
        var away: Set<MinionID>
    }

    let service: StackService
    let orchestrator: Orchestrator
    let numbers: JobNumbers
    let logger: Logger
    private let period: Duration
    private let pause: Backoff

    /// - Parameters:
    ///   - period: how often it looks what is left and who is there.
    ///   - pause: between attempts while nobody comes or goes.
    package init(
        service: StackService, orchestrator: Orchestrator, numbers: JobNumbers, logger: Logger,
        period: Duration = .seconds(2),
        pause: Backoff = Backoff(first: .seconds(2), limit: .seconds(600), isJittered: false)
    ) {
        self.service = service
        self.orchestrator = orchestrator
        self.numbers = numbers
        self.logger = logger
        self.period = period
        self.pause = pause
    }

    /// For logs, which must not show what is inside.
    package var description: String { "leftover-clean-up" }

    package func run() async throws {
        var attempts: [String: Attempts] = [:]
        while !Task.isShuttingDownGracefully {
            do { try await cancelWhenGracefulShutdown { try await Task.sleep(for: period) } } catch { return }
            do {
                let leftovers = try await service.store.leftovers(of: nil).filter { !$0.isKept }
                let labels = Set(leftovers.map(\.stack.label))
                attempts = attempts.filter { labels.contains($0.key) }
                for leftover in leftovers { await attend(leftover.stack, &attempts[leftover.stack.label]) }
            } catch {
                logger.error("what is left of stacks can't be looked for", metadata: ["error": "\(error)"])
            }
        }
    }

    /// Tries it, unless that was done a while ago and nobody has come or gone since.
    private func attend(_ stack: Stack, _ attempts: inout Attempts?) async {
        let away = Set(stack.minions).subtracting(await service.fleet.connected())
        if let attempts, .now < attempts.next, attempts.away == away { return }
        let isFirst = attempts == nil
        do {
            let open = try await service.store.openTransitions()
            if open.contains(where: { $0.app == stack.app }) { return }
            try await remove(stack)
            logger.notice("what was left of a stack is removed", metadata: ["stack.label": "\(stack.label)"])
        } catch {
            logger.log(
                level: isFirst ? .warning : .debug, "what is left of a stack can't be removed yet",
                metadata: ["stack.label": "\(stack.label)", "error": "\(error)"])
        }
        var next = attempts ?? Attempts(pause: pause, next: .now, away: away)
        next.away = away
        next.next = .now + next.pause.next()
        attempts = next
    }

    private func remove(_ stack: Stack) async throws {
        // Looked at first, since an attempt is a job and an entry in the journal.
        _ = try await service.plan(.deactivate, app: stack.app, version: stack.version, replacing: false)
        let pillar: ValueMap = ["app_name": .string(stack.app), "version": .string(stack.version), "leftover": true]
        try await orchestrator.carryOut("deactivate", pillar, jid: await numbers.next(), user: "clean-up")
    }
}
