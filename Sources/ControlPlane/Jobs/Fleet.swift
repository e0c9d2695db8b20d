package import Model
package import Values

/// What orchestration needs of the minions: who they are, who is there, and a call made on some of them.
package protocol Fleet: Sendable {
    /// The accepted minions that a target means, sorted.
    func minions(matching target: Target) async throws -> [MinionID]

    /// The ids that a target lists and no accepted minion has, sorted: nobody can be asked for these.
    func unknown(to target: Target) async throws -> [String]

    func connected() async -> Set<MinionID>

    /// Makes a call on each of the minions and waits until each has returned or is known not to.
    ///
    /// - Parameters:
    ///   - patience: how long a minion that is not connected, or lost its connection, is waited for.
    ///   - deadline: how long a connected minion may take; nil: as long as it stays connected.
    func run(
        _ call: FunctionCall, on minions: [MinionID], as user: String, patience: Duration, deadline: Duration?
    ) async throws -> FleetAnswer
}

extension Fleet {
    /// That many of them at random, those that are connected before the others; all without a number.
    func some(_ count: Int?, of minions: [MinionID]) async -> [MinionID] {
        guard let count, count > 0, count < minions.count else { return minions }
        let connected = await connected()
        let shuffled = minions.shuffled()
        let there = shuffled.filter(connected.contains)
        return Array((there + shuffled.filter { !connected.contains($0) }).prefix(count)).sorted()
    }

    /// One keyword call, as the steps of an orchestration make it.
    package func run(
        _ function: FunctionName, _ keywords: ValueMap, on minions: [MinionID], as user: String,
        deadline: Duration? = nil
    ) async throws -> FleetAnswer {
        try await run(
            FunctionCall(function, keywords: keywords), on: minions, as: user, patience: .seconds(5), deadline: deadline
        )
    }
}

/// What every expected minion made of a call.
package struct FleetAnswer: Sendable {
    /// The job's id; of a batch that of the first.
    package var jid: JobID
    package var outcomes: [MinionID: MinionOutcome]
    /// What the target lists beside them: ids that no accepted minion has. Nobody was asked for these.
    package var unknown: [String]
    /// Whether somebody has ended the job before it was done.
    package var isKilled: Bool
    /// Of a batch: the minions for which no job could be made, and why.
    package var notMade: [(minion: MinionID, reason: String)] = []
    /// Of a batch that was stopped: the minions whose turn never came.
    package var left: [MinionID] = []
    /// Why they had none.
    var stop: BatchAnswer.Stop?

    package init(
        jid: JobID, outcomes: [MinionID: MinionOutcome], unknown: [String] = [], isKilled: Bool = false
    ) {
        self.jid = jid
        self.outcomes = outcomes
        self.unknown = unknown
        self.isKilled = isKilled
    }

    package var minions: [MinionID] { outcomes.keys.sorted() }

    package func answer(of minion: MinionID) -> JobReturn? {
        if case .returned(let answer) = outcomes[minion] { answer } else { nil }
    }
}
