import Execution
package import Model
import ServiceLifecycle
package import Values

/// Everything that the REST API and the CLI can ask of the master.
package struct RestGateway: Sendable {
    package let events: EventBus
    package let access: AccessControl
    let jobs: JobService
    let keys: KeyService
    let runners: RunnerService
    let wheels: RunnerService
    let stackService: StackService
    /// How long a `local` call waits for a minion that is away, unless it says so itself (`timeout`).
    let timeout: Duration

    /// One lowstate chunk.
    ///
    /// - Returns: its element, or elements for a batch, of `return`.
    /// - Throws: `Refusal`; `Diagnostic` for arguments that do not fit.
    package func run(
        _ chunk: ValueMap, as principal: Principal, progress: @escaping @Sendable (Event) async -> Void
    ) async throws -> [Value] {
        // First whether it makes sense at all: an unknown client is a mistake, not a lack of permission.
        let low = try Lowstate(chunk)
        try await check(chunk, principal)
        switch low.client {
        case .local, .localSubset: return [try await local(low, principal, progress)]
        case .localAsync: return [try await localAsync(low, principal)]
        case .localBatch:
            let batch = LocalBatch(low: low, jobs: jobs, timeout: low.timeout ?? timeout)
            let steps = low.wantsProgress ? progress : nil
            return try await Self.untilStop(of: "the batch") {
                try await batch.run(as: principal.user, steps: steps) { await progress($0.event) }
            }
        case .runner: return [try await runner(low, principal, progress)]
        case .wheel: return [try await wheel(low, principal, progress)]
        case .runnerAsync:
            let (jid, tag) = try await runners.start(low.call, as: principal.user)
            return [["tag": .string(tag), "jid": .string(jid.text)]]
        case .wheelAsync:
            let (jid, tag) = try await wheels.start(low.call, kind: "wheel", as: principal.user)
            return [["tag": .string(tag), "jid": .string(jid.text)]]
        }
    }

    /// Whether a chunk makes sense and may be done, for whoever has several: none is begun when one can't be.
    package func admit(_ chunk: ValueMap, as principal: Principal) async throws {
        let low = try Lowstate(chunk)
        if low.client.isLocal { _ = try low.target() }
        try await check(chunk, principal)
    }

    private func check(_ chunk: ValueMap, _ principal: Principal) async throws {
        try await access.check(chunk, as: principal) { target in Set(try await jobs.minions(matching: target)) }
    }

    /// Whether the caller wants the retcode beside the value: `full_return`.
    private func runner(
        _ low: Lowstate, _ principal: Principal, _ progress: @escaping @Sendable (Event) async -> Void
    ) async throws -> Value {
        let result = try await runners.run(low.call, as: principal.user, progress: progress)
        guard low.isFullReturn else { return result.value }
        return ["return": result.value, "retcode": .int(result.retcode), "success": .bool(result.retcode == 0)]
    }

    private func wheel(
        _ low: Lowstate, _ principal: Principal, _ progress: @escaping @Sendable (Event) async -> Void
    ) async throws -> Value {
        let jid = await jobs.numbers.next()
        let result = try await wheels.run(low.call, kind: "wheel", as: principal.user, jid: jid, progress: progress)
        let tag = Value.string("salt/wheel/\(jid)")
        return [
            "tag": tag,
            "data": [
                "fun": .string("wheel.\(low.call.function)"), "jid": .string(jid.text), "tag": tag,
                "user": .string(principal.user), "_stamp": .string(CivilTime(microseconds: jobs.clock.now).stamp),
                "return": result.value, "success": .bool(result.retcode == 0),
            ],
        ]
    }

    private func local(
        _ low: Lowstate, _ principal: Principal, _ progress: @escaping @Sendable (Event) async -> Void
    ) async throws -> Value {
        let target = try low.target()
        let answer = try await Self.untilStop(of: "'\(low.call.function)'") {
            try await jobs.run(
                low.call, target: target, subset: low.subset, as: principal.user, patience: low.timeout ?? timeout,
                begun: progress, steps: low.wantsProgress ? progress : nil, heard: { await progress($0.event) })
        }
        guard let answer else { return .map(low.shape(unknown: try await jobs.unknown(to: target))) }
        return .map(low.shape(answer))
    }

    /// Waits for minions as long as the master runs: a job may take any time, and goes on without anybody who waits.
    private static func untilStop<Answer: Sendable>(
        of what: String, _ work: @escaping @Sendable () async throws -> Answer
    ) async throws -> Answer {
        do {
            return try await cancelWhenGracefulShutdown(work)
        } catch is CancellationError where Task.isShuttingDownGracefully {
            throw Refusal(
                .stopping, "the master stops and waits no longer; what has begun of \(what) goes on on the minions",
                hint: "`pigeon jobs list` shows how it ended, once the master is back")
        }
    }

    private func localAsync(_ low: Lowstate, _ principal: Principal) async throws -> Value {
        let target = try low.target()
        guard
            let job = try await jobs.start(
                low.call, target: target, subset: low.subset, as: principal.user, life: low.timeout ?? .seconds(3600))
        else { return [:] }
        var started: ValueMap = ["jid": .string(job.id.text), "minions": .strings(job.minions.map(\.text))]
        if !job.unknown.isEmpty { started["missing"] = .strings(job.unknown) }
        return .map(started)
    }

    /// `GET /stacks`, `GET /stacks/APP`.
    package func stacks(app: String?) async throws -> Value {
        let status = try await StackStatus(service: stackService).value(app: app)
        return app.flatMap { status[$0] } ?? status
    }

    /// `POST /stacks/APP/ACTION`.
    package func stack(
        _ action: String, app: String, body: ValueMap, as principal: Principal,
        progress: @escaping @Sendable (Event) async -> Void
    ) async throws -> Value {
        var keywords = body
        keywords["app"] = .string(app)
        let name = FunctionName(module: "stack", function: action)
        guard StackAction(rawValue: action) != nil else {
            let known = StackAction.allCases.map(\.rawValue)
            throw Refusal(
                .notFound, "'\(action)' is not an action on a stack",
                hint: NearestName.hint(for: action, among: known) ?? "known are \(known.joined(separator: ", "))")
        }
        try await check(["client": "runner", "fun": .string(name.description)], principal)
        _ = try StackActions.Wish(body)
        return try await runners.run(FunctionCall(name, keywords: keywords), as: principal.user, progress: progress)
            .value
    }

    /// `GET /minions[/ID]`: the grains that minions have sent.
    package func minions() async throws -> [MinionID] { try await jobs.keys.acceptedMinions().sorted() }

    package func grains(of minion: MinionID) async throws -> ValueMap? {
        try await jobs.minionStore.grains(of: minion)
    }

    /// `GET /jobs`
    package func jobs() async throws -> Value { try await JobListing(jobs: jobs).all(limit: 1000) }

    /// `GET /jobs/JID`: the ledger's entry of the job.
    package func job(_ jid: String) async throws -> Value { try await JobListing(jobs: jobs).one(jid) }

    /// `GET /keys[/ID]`
    package func keys(id: String?) async throws -> Value {
        let all = try await keys.keys()
        guard let id else { return KeyWheels.list(all) }
        let own = all.filter { $0.id.text == id }
        if own.isEmpty { throw Refusal(.notFound, "there is no key of '\(id)'", hint: "see GET /keys") }
        return KeyWheels.fingerprints(own, authority: keys.authority.fingerprint)
    }
}
