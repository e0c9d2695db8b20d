import Logging
package import Model
import ServiceLifecycle
import Values

/// Ends jobs that nobody waits for, or whose waiting was cut off with the master: in the ledger each minion of a job comes
/// to an outcome.
///
/// A minion that was never connected while the job was valid is unreachable. One that was, works on it as long as it is
/// connected; if it is away for longer than it takes to come back, it has timed out. Of a job that it started by itself
/// that is so an hour after the beginning.
package struct OverdueJobs: Service, CustomStringConvertible {
    /// How often it looks, and how much later than a job's end, so that whoever waits for the job is done before.
    struct Times {
        var pause = Duration.seconds(5)
        var grace = Duration.seconds(10)
        /// Longer than the longest wait of a minion before it connects anew.
        var absence = Duration.seconds(120)
        /// How long a job that a minion started by itself may run without it: as long as one that nobody waits for is valid.
        var ownLife = Duration.seconds(3600)
    }

    private let jobs: JobService
    private let master: MinionID
    private let times: Times

    /// - Parameter master: who orchestrations are run by; it is always there, and records their ends by itself.
    package init(jobs: JobService, master: MinionID) { self.init(jobs: jobs, master: master, times: Times()) }

    init(jobs: JobService, master: MinionID, times: Times) {
        self.jobs = jobs
        self.master = master
        self.times = times
    }

    /// For logs, which must not show what is inside.
    package var description: String { "overdue-jobs" }

    package func run() async throws {
        await cancelWhenGracefulShutdown {
            var absences = Absences(limit: times.absence)
            while true {
                do { try await Task.sleep(for: times.pause) } catch { return }
                do {
                    try await look(&absences)
                } catch {
                    jobs.logger.error("the jobs that are over can't be ended", metadata: ["error": "\(error)"])
                }
            }
        }
    }

    func look(_ absences: inout Absences) async throws {
        let overdue = try await jobs.store.overdue(at: jobs.clock.now - Int64(times.grace.seconds * 1_000_000))
        var there = await jobs.connected()
        there.insert(master)
        absences.note(Set(overdue.map(\.minion)), there: there)
        let started = jobs.clock.now - Int64(times.ownLife.seconds * 1_000_000)
        let over = overdue.filter { part in
            if part.isOwn, part.job.microseconds > started { return false }
            return !part.isReached || absences.isGone(part.minion)
        }
        for (job, minions) in Dictionary(grouping: over, by: \.job).sorted(by: { $0.key < $1.key }) {
            // Whoever waits ends it, by a clock that nobody sets.
            if await jobs.board.isAwaited(job) { continue }
            try await jobs.giveUp(minions.map(\.minion), of: job)
        }
    }

    /// Since when minions are away.
    struct Absences {
        private let limit: Duration
        private var since: [MinionID: ContinuousClock.Instant] = [:]

        init(limit: Duration) { self.limit = limit }

        mutating func note(_ minions: Set<MinionID>, there: Set<MinionID>) {
            since = since.filter { minions.contains($0.key) && !there.contains($0.key) }
            for minion in minions where !there.contains(minion) && since[minion] == nil { since[minion] = .now }
        }

        func isGone(_ minion: MinionID) -> Bool {
            since[minion].map { $0.duration(to: .now) >= limit } ?? false
        }
    }
}
