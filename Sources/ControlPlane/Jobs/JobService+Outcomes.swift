import Logging
import Model
import Values

/// How jobs end for minions that do not return.
extension JobService {
    /// The outcomes of a job that is waited for no longer, as they are in the ledger: those that are silent are given up
    /// there.
    func end(of job: JobID, _ wait: JobWait) async -> [MinionID: MinionOutcome] {
        let silent = wait.silent
        guard !silent.isEmpty else { return wait.outcomes }
        do {
            try await store.noteReached(silent.filter { wait.hasSeen($0) }, by: [job])
            try await giveUp(silent, of: job)
            if let stored = try await store.job(job) { return stored.outcomes }
        } catch {
            logger.error(
                "the end of a job can't be noted in the ledger", metadata: ["jid": "\(job)", "error": "\(error)"])
        }
        return wait.outcomes
    }

    /// Notes that minions are connected while jobs are valid.
    ///
    /// - Returns: the minions to which a job's order goes, whether that can be noted or not.
    func noteReached(_ minions: [MinionID], by jobs: [JobID]) async -> [JobID: Set<MinionID>] {
        do { return try await store.noteReached(minions, by: jobs) } catch {
            logger.error(
                "it can't be noted which minions a job has reached",
                metadata: [
                    "jid": "\(jobs.map(\.text).joined(separator: ", "))",
                    "minion.id": "\(minions.map(\.text).joined(separator: ", "))", "error": "\(error)",
                ])
            return Dictionary(jobs.map { ($0, Set(minions)) }) { first, _ in first }
        }
    }

    /// Waits no longer for minions, and tells everyone. One that has returned by now is left as it is.
    func giveUp(_ minions: [MinionID], of job: JobID) async throws {
        let givenUp = try await store.giveUp(minions, of: job, at: clock.now)
        guard !givenUp.isEmpty, let stored = try await store.job(job) else { return }
        let outcomes = givenUp.map { ($0, JobOutcome(givenUp: stored.reached.contains($0))) }
        await events.publish(job.givenUp(Dictionary(outcomes) { first, _ in first }))
    }
}
