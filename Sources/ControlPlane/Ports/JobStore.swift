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

    /// Stores a job that a minion started by itself and that only it takes part in.
    ///
    /// - Returns: false when its id is another job's.
    func adopt(_ job: Job) async throws -> Bool

    func job(_ id: JobID) async throws -> StoredJob?

    /// The newest jobs first.
    func jobs(limit: Int) async throws -> [Job]

    /// The orders of jobs that expect this minion, have no return of it and have not expired, oldest first.
    func unanswered(by minion: MinionID, at microseconds: Int64) async throws -> [JobOrder]

    /// Removes jobs that started before the given job id.
    func prune(before id: JobID) async throws
}

/// What the master knows of minions between connections.
package protocol MinionStore: Sendable {
    func save(grains: ValueMap, of minion: MinionID) async throws
    func grains() async throws -> [MinionID: ValueMap]

    /// Nil when the minion has not told its grains.
    func grains(of minion: MinionID) async throws -> ValueMap?

    /// Hands over the grains of all minions, one after the other: all at once may be a gigabyte.
    func forEachGrains(_ body: @escaping @Sendable (MinionID, ValueMap) throws -> Void) async throws

    /// Puts items into what a minion has in the mine; with `clearing` they are all that it has then.
    func save(mine items: [MineItem], of minion: MinionID, clearing: Bool) async throws

    /// What minions have in the mine, by name.
    ///
    /// - Parameter names: nil for everything.
    func mine(_ names: [String]?) async throws -> [MinionID: [MineItem]]

    /// - Parameter name: nil for everything that the minion has there.
    func removeMine(_ name: String?, of minion: MinionID) async throws

    /// Removes all that is known of a minion.
    func forget(_ minion: MinionID) async throws
}
