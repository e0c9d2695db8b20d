package import Model
package import Values

/// A job and what came of it.
package struct StoredJob: Sendable, Hashable {
    package var job: Job
    /// The first return of each minion, in time or not.
    package var returns: [MinionID: JobReturn]
    /// The minions that were connected while the job was valid.
    package var reached: Set<MinionID>
    /// Those that were waited for in vain, or are not waited for as the job was killed before they heard of it.
    package var givenUp: Set<MinionID>
    /// Those that are to end the job, or not to begin it.
    package var killed: Set<MinionID>

    package init(
        job: Job, returns: [MinionID: JobReturn], reached: Set<MinionID> = [], givenUp: Set<MinionID> = [],
        killed: Set<MinionID> = []
    ) {
        self.job = job
        self.returns = returns
        self.reached = reached
        self.givenUp = givenUp
        self.killed = killed
    }

    package func expectation(of minion: MinionID) -> JobExpectation {
        JobExpectation(
            isReached: reached.contains(minion), isGivenUp: givenUp.contains(minion),
            isKilled: killed.contains(minion), returned: returns[minion]?.outcome)
    }

    /// What came of each minion for which the job is over.
    package var outcomes: [MinionID: MinionOutcome] {
        var outcomes: [MinionID: MinionOutcome] = [:]
        for minion in job.minions {
            outcomes[minion] = MinionOutcome(expectation(of: minion), answer: returns[minion])
        }
        return outcomes
    }
}

/// A job in a list: without its returns, but with how many minions each outcome has.
package struct ListedJob: Sendable, Hashable {
    package var job: Job
    /// Nil counts those for which it is not over.
    package var counts: [JobOutcome?: Int]

    package init(job: Job, counts: [JobOutcome?: Int]) {
        self.job = job
        self.counts = counts
    }
}

/// A minion that has not returned a job whose time to start is over.
package struct OverdueMinion: Sendable, Hashable {
    package var job: JobID
    package var minion: MinionID
    package var isReached: Bool
    /// Whether nobody ordered it: the minion started it by itself.
    package var isOwn: Bool

    package init(job: JobID, minion: MinionID, isReached: Bool, isOwn: Bool = false) {
        self.job = job
        self.minion = minion
        self.isReached = isReached
        self.isOwn = isOwn
    }
}

/// What came of a job that nobody ordered here, on its way into the ledger.
package enum Adoption: Sendable, Hashable {
    /// It is there from now on.
    case adopted
    /// It was there before.
    case known
    /// Its id is another job's.
    case taken
}

/// Whom a job was killed on: those that had not returned.
package struct KilledParts: Sendable, Hashable {
    /// The minions that had not heard of the job: for them it is over, and they never will.
    package var withdrawn: [MinionID]
    /// The others, which may be at work on it.
    package var reached: [MinionID]

    package init(withdrawn: [MinionID], reached: [MinionID]) {
        self.withdrawn = withdrawn
        self.reached = reached
    }
}

/// The job ledger. Every method is one transaction.
///
/// Whom a job has not reached has not heard of it: an order goes out only after that was noted. So a job that is killed is
/// taken back from those, and the others are told, now or when they are back.
package protocol JobStore: Sendable {
    /// Stores a job; afterwards it may be published.
    ///
    /// - Parameter reached: those of its minions that are connected.
    func insert(_ job: Job, reached: Set<MinionID>) async throws

    /// Stores a return. A second return of the same minion for the same job changes nothing.
    ///
    /// - Returns: how the job has ended for the minion, which a return that comes too late does not change; nil when there
    ///   was a return already or the job does not expect this minion.
    func record(_ answer: JobReturn, at microseconds: Int64) async throws -> JobOutcome?

    /// Stores a job that a minion started by itself and that only it takes part in, or that another master gave it. It has
    /// reached it. One of `Job.foreignUser` is joined by each minion that brings a return of it: nobody knows whom it was
    /// given to.
    func adopt(_ job: Job) async throws -> Adoption

    /// Notes that minions are connected while the jobs are valid.
    ///
    /// - Returns: the minions to which a job's order may go, by job: not those on which it was killed, or that were given
    ///   up, before.
    @discardableResult
    func noteReached(_ minions: [MinionID], by jobs: [JobID]) async throws -> [JobID: Set<MinionID>]

    /// Notes that a job is to end on minions. Those that have returned, or were given up before they heard of it, are
    /// left as they are; those that have not heard of it are given up.
    func kill(_ job: JobID, on minions: [MinionID], at microseconds: Int64) async throws -> KilledParts

    /// Notes that minions are waited for no longer. One that has returned by now is left as it is.
    ///
    /// - Returns: those that were given up now.
    func giveUp(_ minions: [MinionID], of job: JobID, at microseconds: Int64) async throws -> [MinionID]

    /// Notes that the host of a minion is gone for good: it is waited for by no job any more, whenever that expires, and
    /// told of none, not even to end it.
    ///
    /// - Returns: the jobs for which it was given up now.
    func forsake(_ minion: MinionID, at microseconds: Int64) async throws -> [OverdueMinion]

    /// The minions that have neither returned nor been given up, of jobs that expired by then.
    func overdue(at microseconds: Int64) async throws -> [OverdueMinion]

    func job(_ id: JobID) async throws -> StoredJob?

    /// The newest jobs first.
    func jobs(limit: Int) async throws -> [ListedJob]

    /// The orders of jobs that expect this minion, have no return of it, have not given it up and are not killed, oldest
    /// first: those that have not expired, and those that it was connected for, whether they have expired or not.
    func unanswered(by minion: MinionID, at microseconds: Int64) async throws -> [JobOrder]

    /// The orders of jobs that were killed, that this minion may be at work on and has not returned, oldest first.
    func killed(on minion: MinionID) async throws -> [JobOrder]

    /// The orders of jobs that have reached this minion, whenever they expire, and that it has not returned, was not
    /// given up for and that are not killed, oldest first.
    func unfinished(by minion: MinionID) async throws -> [JobOrder]

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
