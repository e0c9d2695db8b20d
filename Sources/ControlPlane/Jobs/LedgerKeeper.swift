package import Logging
import Model
import ServiceLifecycle
import Values

/// Forgets jobs that are older than `keep_jobs_seconds`, every hour.
///
/// Counted from the newest job, not only from now: a host that starts with its clock days ahead must not empty the
/// ledger, with jobs in it that are not answered yet.
package struct LedgerKeeper: Service, CustomStringConvertible {
    private static let pause = Duration.seconds(3600)

    let store: any JobStore
    let clock: WallClock
    let keeping: Duration
    let logger: Logger

    package init(store: any JobStore, clock: WallClock, keeping: Duration, logger: Logger) {
        self.store = store
        self.clock = clock
        self.keeping = keeping
        self.logger = logger
    }

    /// For logs, which must not show what is inside.
    package var description: String { "ledger-keeper" }

    package func run() async throws {
        await cancelWhenGracefulShutdown {
            while true {
                do {
                    try await prune()
                } catch {
                    logger.error("old jobs can't be removed from the ledger", metadata: ["error": "\(error)"])
                }
                do { try await Task.sleep(for: Self.pause) } catch { return }
            }
        }
    }

    func prune() async throws {
        guard let newest = try await store.jobs(limit: 1).first else { return }
        let oldest = min(clock.now, newest.job.id.microseconds) - Int64(keeping.seconds * 1_000_000)
        try await store.prune(before: JobID(microseconds: max(0, oldest)))
    }
}

/// Ends the streams to minions and listeners when the process goes down, which a graceful shutdown would otherwise wait for.
package struct LineKeeper: Service, CustomStringConvertible {
    let switchboard: Switchboard
    let events: EventBus

    package init(switchboard: Switchboard, events: EventBus) {
        self.switchboard = switchboard
        self.events = events
    }

    /// For logs, which must not show what is inside.
    package var description: String { "line-keeper" }

    package func run() async throws {
        try await gracefulShutdown()
        await switchboard.close()
        await events.close()
    }
}
