import Execution
import Model
import Synchronization
import Testing
import Values

@testable import ControlPlane

extension MinionLine {
    /// The id of the job that it is about.
    var orderID: JobID? {
        switch self {
        case .job(let order), .kill(let order): order.id
        case .hello, .heartbeat: nil
        }
    }
}

/// What the ledger, the gateway and the bus say of how jobs end.
@Suite(.timeLimit(.minutes(5)))
struct JobOutcomesTests {
    /// A clock that a test moves.
    private final class Time: Sendable {
        private let value = Mutex<Int64>(1_000_000_000_000_000)
        var now: Int64 { value.withLock { $0 } }
        func pass(_ seconds: Int64) { value.withLock { $0 += seconds * 1_000_000 } }
    }

    private let time = Time()
    private let master: TestMaster
    private let web1: MinionID
    private let web2: MinionID

    init() async throws {
        web1 = try MinionID("web1")
        web2 = try MinionID("web2")
        master = try await TestMaster(["web1": [:], "web2": [:]], clock: WallClock { [time] in time.now })
    }

    private var jobs: JobService { master.jobs }

    /// A minion that is connected and answers each order as it is told.
    private func answering(_ minion: MinionID, retcode: Int = 0, refuses: Bool = false) async -> Task<Void, Never> {
        let lines = await master.switchboard.connect(minion).lines
        return Task { [jobs] in
            for await case .job(let order) in lines {
                var answer = JobReturn(
                    id: order.id, minion: minion, function: order.call.function, value: "said", retcode: retcode)
                answer.isRefusal = refuses
                do { try await jobs.record(answer) } catch { return }
            }
        }
    }

    private func run(
        on minions: [MinionID], patience: Duration = .milliseconds(150), deadline: Duration? = nil
    ) async throws -> FleetAnswer {
        try await jobs.run(
            FunctionCall("test.ping"), on: minions, as: "root", patience: patience, deadline: deadline)
    }

    private func start(life: Duration = .seconds(60), target: Target = Target("*")) async throws -> Job {
        try #require(try await jobs.start(FunctionCall("test.ping"), target: target, as: "root", life: life))
    }

    /// The words that `jobs.list_job` tells.
    private func words(_ jid: JobID) async throws -> Value {
        try await JobListing(jobs: jobs).one(jid.text)["Outcomes"] ?? .null
    }

    @Test(arguments: [(0, false, JobOutcome.succeeded), (2, false, .failed), (1, true, .refused)])
    func `what a minion returns is its outcome, everywhere`(
        retcode: Int, refuses: Bool, outcome: JobOutcome
    ) async throws {
        let minion = await answering(web1, retcode: retcode, refuses: refuses)
        defer { minion.cancel() }
        let heard = await master.events.subscribe(glob: "salt/job/*/ret/*")
        let answer = try await run(on: [web1], patience: .seconds(20))
        #expect(answer.outcomes[web1]?.word == outcome)
        #expect(try await words(answer.jid) == ["web1": .string(outcome.rawValue)])
        for await event in heard {
            #expect(event.data["outcome"] == .string(outcome.rawValue))
            #expect(event.data["success"] == .bool(outcome == .succeeded))
            break
        }
        let low = try Lowstate([
            "client": "local", "tgt": "*", "fun": "test.ping", "full_return": true,
        ])
        #expect(low.shape(answer)["web1"]?["outcome"] == .string(outcome.rawValue))
        #expect(low.shape(answer)["web1"]?["ret"] == "said")
    }

    @Test func `a connected minion times out, one that is away is unreachable, and both are told`() async throws {
        let connection = await master.switchboard.connect(web1)
        let heard = await master.events.subscribe(glob: "pigeon/job/*/given_up")
        let answer = try await run(on: [web1, web2], deadline: .milliseconds(200))
        #expect(answer.outcomes == [web1: .timedOut, web2: .unreachable])
        let said: Value = ["web1": "timed out", "web2": "unreachable"]
        #expect(try await words(answer.jid) == said)
        for await event in heard {
            #expect(event.tag == "pigeon/job/\(answer.jid)/given_up")
            #expect(event.data["outcomes"] == said)
            break
        }
        let shaped = try Lowstate(["client": "local", "tgt": "*", "fun": "test.ping", "full_return": true]).shape(
            answer)
        #expect(shaped["web1"]?["missing"] == "No response" && shaped["web1"]?["outcome"] == "timed out")
        #expect(shaped["web2"]?["missing"] == "Not connected" && shaped["web2"]?["outcome"] == "unreachable")
        #expect(shaped.values.allSatisfy { $0["retcode"] == 1 })
        await connection.close()
    }

    @Test func `a return that comes too late is kept, and the outcome stays`() async throws {
        let connection = await master.switchboard.connect(web1)
        let answer = try await run(on: [web1], deadline: .milliseconds(100))
        let heard = await master.events.subscribe(glob: "salt/job/*/ret/*")
        try await jobs.record(
            JobReturn(id: answer.jid, minion: web1, function: "test.ping", value: "late", retcode: 0))
        #expect(try await words(answer.jid) == ["web1": "timed out"])
        for await event in heard {
            #expect(event.data["outcome"] == "timed out")
            break
        }
        let shown = try await JobListing(jobs: jobs).one(answer.jid.text)
        #expect(shown["Result"]?["web1"]?["return"] == "late" && shown["Missing"] == [])
        await connection.close()
    }

    @Test func `nobody does later what it was given up for, though it would still be time`() async throws {
        let answer = try await run(on: [web2], patience: .milliseconds(50), deadline: .seconds(600))
        #expect(answer.outcomes == [web2: .unreachable])
        #expect(try await jobs.owed(to: web2).isEmpty)
    }

    @Test func `a minion that was away and came back in time is reached`() async throws {
        let job = try await start()
        #expect(try await jobs.owed(to: web1).map(\.orderID) == [job.id])
        #expect(await master.store.job(job.id)?.reached == [web1])
    }

    @Test func `a job that nobody waits for ends when it is over`() async throws {
        let connection = await master.switchboard.connect(web1)
        let job = try await start()
        let service = OverdueJobs(
            jobs: jobs, master: try MinionID("m_master"), times: .init(absence: .milliseconds(50)))
        var absences = OverdueJobs.Absences(limit: .milliseconds(50))
        try await service.look(&absences)
        #expect(try await words(job.id) == ["web1": "pending", "web2": "pending"])
        time.pass(71)
        try await service.look(&absences)
        // Who works on it may take as long as it takes.
        #expect(try await words(job.id) == ["web1": "pending", "web2": "unreachable"])
        await connection.close()
        try await service.look(&absences)
        #expect(try await words(job.id) == ["web1": "pending", "web2": "unreachable"])
        try await Task.sleep(for: .milliseconds(80))
        try await service.look(&absences)
        #expect(try await words(job.id) == ["web1": "timed out", "web2": "unreachable"])
    }

    @Test func `a minion that comes back in time is not given up`() async throws {
        let connection = await master.switchboard.connect(web1)
        let job = try await start(target: Target("web1"))
        await connection.close()
        time.pass(71)
        let service = OverdueJobs(jobs: jobs, master: web2)
        var absences = OverdueJobs.Absences(limit: .milliseconds(50))
        try await service.look(&absences)
        try await Task.sleep(for: .milliseconds(80))
        // It is asked again, so that one that knows nothing of the job can say so.
        #expect(try await jobs.owed(to: web1).map(\.orderID) == [job.id])
        let again = await master.switchboard.connect(web1)
        try await service.look(&absences)
        #expect(try await words(job.id) == ["web1": "pending"])
        await again.close()
    }

    @Test func `a job that somebody waits for is ended by nobody else, whatever the clock says`() async throws {
        async let waiting = run(on: [web2], patience: .seconds(20))
        #expect(await eventually { await !master.store.jobs(limit: 1).isEmpty })
        let job = try #require(await master.store.jobs(limit: 1).first?.job.id)
        time.pass(7200)
        var absences = OverdueJobs.Absences(limit: .zero)
        let service = OverdueJobs(jobs: jobs, master: web1)
        try await service.look(&absences)
        #expect(try await words(job) == ["web2": "pending"])
        let minion = await answering(web2)
        defer { minion.cancel() }
        #expect(try await waiting.outcomes[web2]?.word == .succeeded)
        #expect(try await words(job) == ["web2": "succeeded"])
    }

    @Test func `an orchestration that runs is not given up`() async throws {
        let identity = try MinionID("m_master")
        let job = Job(
            id: JobID(microseconds: time.now), call: FunctionCall("state.orchestrate"),
            target: Target("m_master", type: .list), user: "root", minions: [identity], expires: time.now)
        try await master.store.insert(job, reached: [identity])
        time.pass(7200)
        var absences = OverdueJobs.Absences(limit: .zero)
        try await OverdueJobs(jobs: jobs, master: identity).look(&absences)
        #expect(try await words(job.id) == ["m_master": "pending"])
    }

    @Test func `an id that nobody has is unreachable`() async throws {
        let minion = await answering(web1)
        defer { minion.cancel() }
        let answer = try #require(
            try await jobs.run(
                FunctionCall("test.ping"), target: Target("web1,nosuch", type: .list), as: "root",
                patience: .seconds(20), heard: { _ in }))
        let shown = try await JobListing(jobs: jobs).one(answer.jid.text)
        #expect(shown["Outcomes"] == ["web1": "succeeded", "nosuch": "unreachable"])
        #expect(shown["Unknown"] == ["nosuch"] && shown["Minions"] == ["web1"] && shown["Missing"] == [])
        let counts = try await JobListing(jobs: jobs).all(limit: 1)[answer.jid.text]?["Outcome-counts"]
        #expect(counts == ["succeeded": 1, "unreachable": 1])
    }

    @Test func `a look at a job tells of those that did not return when it is asked to`() async throws {
        let minion = await answering(web1)
        defer { minion.cancel() }
        let answer = try await run(on: [web1, web2])
        let jid = Value.string(answer.jid.text)
        let runners = try master.runners()
        func look(_ keywords: ValueMap) async throws -> Value {
            try await runners.run(
                FunctionCall("jobs.lookup_jid", arguments: [jid], keywords: keywords), as: "root"
            ) { _ in }.value
        }
        #expect(try await look([:]) == ["web1": "said"])
        #expect(try await look(["missing": true]) == ["web1": "said", "web2": "Minion did not return"])
        #expect(try await look(["missing": true, "returned": false]) == ["web2": "Minion did not return"])
    }
}
