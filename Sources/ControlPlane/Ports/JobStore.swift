package import Model
package import Values

/// A job and what came of it.
package struct StoredJob: Sendable, Hashable {
    package var job: Job
    package var returns: [MinionID: JobReturn]

    package init(job: Job, returns: [MinionID: JobReturn]) {
        self.job = job
        self.returns = returns
    }
}

/// The job ledger. Every method is one transaction.
package protocol JobStore: Sendable {
    /// Stores a job; afterwards it may be published.
    func insert(_ job: Job) async throws

    /// Stores a return. A second return of the same minion for the same job changes nothing.
    ///
    /// - Returns: false when it was there already or the job does not expect this minion.
    func record(_ answer: JobReturn, at microseconds: Int64) async throws -> Bool

    func job(_ id: JobID) async throws -> StoredJob?

    /// The newest jobs first.
    func jobs(limit: Int) async throws -> [Job]

    /// Jobs that expect this minion, have no return of it and have not expired, oldest first.
    func unanswered(by minion: MinionID, at microseconds: Int64) async throws -> [Job]

    /// Removes jobs that started before the given job id.
    func prune(before id: JobID) async throws
}

/// What the master knows of minions between connections.
package protocol MinionStore: Sendable {
    func save(grains: ValueMap, of minion: MinionID) async throws
    func grains() async throws -> [MinionID: ValueMap]
    func removeGrains(of minion: MinionID) async throws
}
