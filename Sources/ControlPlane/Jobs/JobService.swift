package import Logging
package import Model
import Synchronization
package import Values

/// Makes jobs: finds the minions, stores, publishes, and waits for what comes back.
package struct JobService: Fleet {
    /// An order goes to so many minions at a time, so that their answers are not all on the way in one moment.
    private static let slice = 500
    private static let pace = Duration.milliseconds(150)
    /// While the master works on more requests than these, the next minions wait, each time so long and so often at
    /// most.
    private static let crowd = 500
    private static let wait = (length: Duration.milliseconds(20), count: 100)

    let store: any JobStore
    let keys: any KeyStore
    let minionStore: any MinionStore
    package let switchboard: Switchboard
    let board: ReturnBoard
    package let events: EventBus
    package let numbers: JobNumbers
    package let workload = Workload()
    let progress = JobProgress()
    let clock: WallClock
    let matcher: TargetMatcher
    /// The pillar of a minion, for targets that look at it.
    let pillar: @Sendable (MinionID, ValueMap) async -> ValueMap
    let logger: Logger

    package init(
        store: any JobStore, keys: any KeyStore, minionStore: any MinionStore, switchboard: Switchboard,
        board: ReturnBoard, events: EventBus, numbers: JobNumbers, clock: WallClock, matcher: TargetMatcher,
        pillar: @escaping @Sendable (MinionID, ValueMap) async -> ValueMap, logger: Logger
    ) {
        self.store = store
        self.keys = keys
        self.minionStore = minionStore
        self.switchboard = switchboard
        self.board = board
        self.events = events
        self.numbers = numbers
        self.clock = clock
        self.matcher = matcher
        self.pillar = pillar
        self.logger = logger
    }

    package func connected() async -> Set<MinionID> { await switchboard.connected }

    package func minions(matching target: Target) async throws -> [MinionID] {
        try await minions(matching: target, by: matcher)
    }

    func minions(matching target: Target, by matcher: TargetMatcher) async throws -> [MinionID] {
        let condition = try matcher.condition(target)
        let accepted = try await keys.acceptedMinions()
        guard condition.needs.grains else {
            return try accepted.filter { try condition.matches(TargetSubject(id: $0)) }
        }
        guard condition.needs.pillar else { return try await minions(accepted, matching: condition) }
        var matching: [MinionID] = []
        for id in accepted {
            let grains = try await minionStore.grains(of: id) ?? [:]
            let subject = TargetSubject(id: id, grains: grains, pillar: await pillar(id, grains))
            if try condition.matches(subject) { matching.append(id) }
        }
        return matching
    }

    /// Those whose grains match; one that has told none is asked with none.
    private func minions(_ accepted: [MinionID], matching condition: TargetCondition) async throws -> [MinionID] {
        let told = Mutex<[MinionID: Bool]>([:])
        try await minionStore.forEachGrains { id, grains in
            let isMeant = try condition.matches(TargetSubject(id: id, grains: grains))
            told.withLock { $0[id] = isMeant }
        }
        let meant = told.withLock { $0 }
        return try accepted.filter { try meant[$0] ?? condition.matches(TargetSubject(id: $0)) }
    }

    package func unknown(to target: Target) async throws -> [String] {
        let listed = try matcher.condition(target).listedIDs
        if listed.isEmpty { return [] }
        return listed.subtracting(try await keys.acceptedMinions().map(\.text)).sorted()
    }

    package func run(
        _ call: FunctionCall, on minions: [MinionID], as user: String, patience: Duration, deadline: Duration?
    ) async throws -> FleetAnswer {
        try await run(call, on: minions, as: user, patience: patience, deadline: deadline, heard: { _ in })
    }

    /// - Parameters:
    ///   - steps: hears which state began last, a few times a second.
    ///   - heard: hears every return as it comes.
    func run(
        _ call: FunctionCall, on minions: [MinionID], as user: String, patience: Duration, deadline: Duration? = nil,
        steps: (@Sendable (Event) async -> Void)? = nil, heard: @escaping @Sendable (JobReturn) async -> Void
    ) async throws -> FleetAnswer {
        let target = Target(minions.map(\.text).joined(separator: ","), type: .list)
        let life = max(patience, deadline ?? .zero)
        let stored = try await store(call, target: target, minions: minions, user: user, life: life)
        return try await publishAndWait(
            for: stored, patience: patience, deadline: deadline, steps: steps, heard: heard)
    }

    /// Makes a call on a target and waits.
    ///
    /// - Parameters:
    ///   - subset: how many of the minions, at random; nil: all.
    ///   - begun: hears the job's event before the job is on its way.
    ///   - steps: hears which state began last, a few times a second.
    ///   - heard: hears every return as it comes.
    /// - Returns: nil when the target means no minion.
    package func run(
        _ call: FunctionCall, target: Target, subset: Int? = nil, as user: String, patience: Duration,
        begun: @Sendable (Event) async -> Void = { _ in }, steps: (@Sendable (Event) async -> Void)? = nil,
        heard: @escaping @Sendable (JobReturn) async -> Void
    ) async throws -> FleetAnswer? {
        let minions = await some(subset, of: try await minions(matching: target))
        guard !minions.isEmpty else { return nil }
        let unknown = try await unknown(to: target)
        let stored = try await store(
            call, target: target, minions: minions, unknown: unknown, user: user, life: patience)
        await begun(stored.job.event)
        var answer = try await publishAndWait(
            for: stored, patience: patience, deadline: nil, steps: steps, heard: heard)
        answer.unknown = unknown
        return answer
    }

    /// Makes a call on a target and does not wait.
    ///
    /// - Parameter subset: how many of the minions, at random; nil: all.
    package func start(
        _ call: FunctionCall, target: Target, subset: Int? = nil, as user: String, life: Duration
    ) async throws -> Job? {
        let minions = await some(subset, of: try await minions(matching: target))
        guard !minions.isEmpty else { return nil }
        let stored = try await store(
            call, target: target, minions: minions, unknown: try await unknown(to: target), user: user, life: life)
        await publish(stored)
        return stored.job
    }

    /// Stores a return and tells everyone. A return that was there already is only acknowledged.
    ///
    /// A job that the ledger does not have was ordered by another master, or is forgotten: its returns are stored with what
    /// they say of the job, as nobody else has them any more once they are acknowledged.
    func record(_ answer: JobReturn) async throws {
        progress.forget(answer.id, on: answer.minion)
        if let outcome = try await store.record(answer, at: clock.now) {
            await board.post(.answer(answer), of: answer.id)
            return await events.publish(answer.event(outcome: outcome))
        }
        // The other master's clock may be ahead.
        let answer = try await numbered(answer)
        let job = Job(own: answer.id, FunctionCall(answer.function), of: answer.minion, by: Job.foreignUser)
        guard try await store.adopt(job) != .taken else { return try await tellStranger(answer) }
        guard let outcome = try await store.record(answer, at: clock.now) else { return }
        logger.notice(
            "a minion returns a job that this master's ledger did not have",
            metadata: ["jid": "\(answer.id)", "minion.id": "\(answer.minion)"])
        await events.publish(answer.event(outcome: outcome))
    }

    /// A return that is not stored: it came before, unless the job was given to others.
    private func tellStranger(_ answer: JobReturn) async throws {
        guard let job = try await store.job(answer.id)?.job, !job.minions.contains(answer.minion) else { return }
        logger.warning(
            "a minion returns a job that was given to others, which is not kept",
            metadata: ["jid": "\(answer.id)", "minion.id": "\(answer.minion)"])
    }

    /// The return with an id of this master's where its own lies ahead: there the jobs are that are still to come. One that
    /// the ledger has a job by keeps its id: the clock was set back since.
    func numbered(_ answer: JobReturn) async throws -> JobReturn {
        guard answer.id > JobID(microseconds: clock.now), try await store.job(answer.id) == nil else { return answer }
        var answer = answer
        answer.id = await numbers.next()
        return answer
    }

    /// A job in the ledger, and the minions that were connected by then, to which its order goes. Who comes later finds it
    /// in the ledger.
    private struct Stored {
        var job: Job
        var reached: Set<MinionID>
    }

    private func store(
        _ call: FunctionCall, target: Target, minions: [MinionID], unknown: [String] = [], user: String, life: Duration
    ) async throws -> Stored {
        let job = Job(
            id: await numbers.next(), call: call, target: target, user: user, minions: minions,
            expires: clock.now + Int64(life.seconds * 1_000_000), unknown: unknown)
        let reached = await switchboard.connected.intersection(minions)
        try await store.insert(job, reached: reached)
        // Who connects from now on finds it in the store; those that came while it was written may not have.
        let since = await switchboard.connected.intersection(minions).subtracting(reached)
        let open = since.isEmpty ? [] : await noteReached(since.sorted(), by: [job.id])[job.id] ?? []
        return Stored(job: job, reached: reached.union(open))
    }

    private func publish(_ stored: Stored) async {
        let job = stored.job
        await events.publish(job.event)
        var rest = job.minions.filter(stored.reached.contains)[...]
        while true {
            let order = JobOrder(id: job.id, call: job.call, expires: job.expires, sent: clock.now)
            await switchboard.send(.job(order), to: Array(rest.prefix(Self.slice)))
            rest = rest.dropFirst(Self.slice)
            if rest.isEmpty { return }
            await pause()
        }
    }

    /// Ends early by cancellation only; the order goes out nevertheless.
    private func pause() async {
        try? await Task.sleep(for: Self.pace)
        for _ in 0..<Self.wait.count where workload.count > Self.crowd {
            try? await Task.sleep(for: Self.wait.length)
        }
    }

    /// - Throws: a `CancellationError` when the caller goes: the job goes on, and how it ends is found out without them.
    private func publishAndWait(
        for stored: Stored, patience: Duration, deadline: Duration?, steps: (@Sendable (Event) async -> Void)?,
        heard: @escaping @Sendable (JobReturn) async -> Void
    ) async throws -> FleetAnswer {
        let job = stored.job
        let news = await board.news(of: job.id, withSteps: steps != nil)
        let presence = await switchboard.presence()
        async let published: Void = publish(stored)
        var wait = JobWait(
            expected: job.minions, heard: heard, steps: steps,
            resend: { minions in
                // Those that are to end it are told as they connect.
                let open = await noteReached(minions, by: [job.id])[job.id] ?? []
                let order = JobOrder(id: job.id, call: job.call, expires: clock.now + 60_000_000, sent: clock.now)
                await switchboard.send(.job(order), to: open.sorted())
            })
        await wait.run(news: news, presence: presence, patience: patience, deadline: deadline)
        await published
        guard !Task.isCancelled else {
            await board.close(job.id)
            throw CancellationError()
        }
        let outcomes = await end(of: job.id, wait)
        // Not before: until it has ended it is somebody's to end.
        await board.close(job.id)
        let late = outcomes.filter { $0.value == .timedOut }.keys.filter { !wait.givenUp.contains($0) }.sorted()
        if !late.isEmpty { await stop(job, on: late) }
        return FleetAnswer(jid: job.id, outcomes: outcomes, isKilled: wait.isKilled)
    }
}
