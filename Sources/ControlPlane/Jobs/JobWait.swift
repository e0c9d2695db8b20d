import Model

/// Waits for the returns of one job: as long as a minion is connected it may work, one that is away is given up after a while.
struct JobWait {
    private enum Signal: Sendable {
        case news(JobNews)
        case presence([MinionID: Int])
        case tick
    }

    private let expected: Set<MinionID>
    /// Hears every return as it comes.
    private let heard: @Sendable (JobReturn) async -> Void
    /// Hears which state began last, with each tick at most: thousands of minions begin more than anybody can read, and
    /// whoever does not read on must not fill the master's memory.
    private let steps: (@Sendable (Event) async -> Void)?
    /// What it has not heard yet.
    private var step: Event?
    /// Sends the order again: minions have new connections, and what was on the old ones may be lost.
    private let resend: @Sendable ([MinionID]) async -> Void
    /// The connections that the order went out on.
    private var connections: [MinionID: Int]?
    private var answers: [MinionID: JobReturn] = [:]
    private var absentSince: [MinionID: ContinuousClock.Instant] = [:]
    private var seen: Set<MinionID> = []
    private var withdrawn: Set<MinionID> = []
    private var unanswered: Set<MinionID>
    /// Those that the ledger waits for no longer.
    private(set) var givenUp: Set<MinionID> = []
    /// Whether somebody has ended the job before it was done.
    private(set) var isKilled = false

    init(
        expected: [MinionID], heard: @escaping @Sendable (JobReturn) async -> Void,
        steps: (@Sendable (Event) async -> Void)? = nil,
        resend: @escaping @Sendable ([MinionID]) async -> Void
    ) {
        self.expected = Set(expected)
        unanswered = self.expected
        self.heard = heard
        self.steps = steps
        self.resend = resend
    }

    /// What became of every expected minion.
    var outcomes: [MinionID: MinionOutcome] {
        var outcomes: [MinionID: MinionOutcome] = [:]
        for minion in expected {
            let answer = answers[minion]
            let isWithdrawn = withdrawn.contains(minion)
            let expectation = JobExpectation(
                isReached: hasSeen(minion) && !isWithdrawn, isGivenUp: answer == nil, isKilled: isWithdrawn,
                returned: answer?.outcome)
            outcomes[minion] = MinionOutcome(expectation, answer: answer)
        }
        return outcomes
    }

    /// The minions that have not returned: the ledger knows what became of them.
    var silent: [MinionID] { unanswered.union(givenUp).sorted() }

    /// Whether the minion was connected at any time.
    func hasSeen(_ minion: MinionID) -> Bool { seen.contains(minion) }

    mutating func run(
        news: AsyncStream<JobNews>, presence: AsyncStream<[MinionID: Int]>, patience: Duration, deadline: Duration?
    ) async {
        let (signals, continuation) = AsyncStream.makeStream(of: Signal.self)
        let start = ContinuousClock.now
        await withTaskGroup(of: Void.self) { group in
            group.addTask { for await item in news { continuation.yield(.news(item)) } }
            group.addTask { for await present in presence { continuation.yield(.presence(present)) } }
            group.addTask {
                while !Task.isCancelled {
                    guard (try? await Task.sleep(for: .milliseconds(100))) != nil else { return }
                    continuation.yield(.tick)
                }
            }
            for await signal in signals {
                await note(signal)
                if unanswered.isEmpty { break }
                // Ten thousand answers are not each a reason to look at all that are to come.
                if case .news = signal { continue }
                if isOver(since: start, patience: patience, deadline: deadline) { break }
            }
            continuation.finish()
            group.cancelAll()
        }
    }

    private mutating func note(_ signal: Signal) async {
        switch signal {
        case .news(.step(let event)): step = event
        case .news(.killed): isKilled = true
        case .news(.givenUp(let minion)): if unanswered.remove(minion) != nil { givenUp.insert(minion) }
        case .news(.withdrawn(let minions)):
            withdrawn.formUnion(unanswered.intersection(minions))
            unanswered.subtract(minions)
        case .news(.answer(let answer)):
            guard expected.contains(answer.minion) else { return }
            unanswered.remove(answer.minion)
            answers[answer.minion] = answer
            await tellStep()
            await heard(answer)
        case .presence(let present):
            seen.formUnion(expected.intersection(present.keys))
            var back: [MinionID] = []
            for minion in expected {
                if let connection = present[minion] {
                    absentSince[minion] = nil
                    let isNew = connections.map { $0[minion] != connection } ?? false
                    if isNew, unanswered.contains(minion) { back.append(minion) }
                } else if absentSince[minion] == nil {
                    absentSince[minion] = .now
                }
            }
            connections = present
            // At once: each call writes to the store, and thousands may be back in one moment.
            if !back.isEmpty { await resend(back.sorted()) }
        case .tick: await tellStep()
        }
    }

    private mutating func tellStep() async {
        guard let event = step else { return }
        step = nil
        await steps?(event)
    }

    private func isOver(since start: ContinuousClock.Instant, patience: Duration, deadline: Duration?) -> Bool {
        if let deadline, start.duration(to: .now) > deadline { return true }
        return unanswered.allSatisfy { minion in
            guard let absent = absentSince[minion] else { return false }
            return absent.duration(to: .now) > patience
        }
    }
}
