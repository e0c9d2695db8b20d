import Execution
import Model
import Testing
import Values

@testable import ControlPlane

/// What becomes of a job that is killed, wherever it is, and of one whose caller goes.
@Suite(.timeLimit(.minutes(5)))
struct JobKillTests {
    private let master: TestMaster
    private let web1: MinionID
    private let web2: MinionID

    init() async throws {
        web1 = try MinionID("web1")
        web2 = try MinionID("web2")
        master = try await TestMaster(["web1": [:], "web2": [:]])
    }

    private var jobs: JobService { master.jobs }

    private func start() async throws -> Job {
        try #require(
            try await jobs.start(FunctionCall("test.sleep"), target: Target("*"), as: "root", life: .seconds(60)))
    }

    private func entry(_ jid: JobID) async throws -> Value { try await JobListing(jobs: jobs).one(jid.text) }

    /// The next lines of a connection, as `job JID` and `kill JID`.
    private func next(_ count: Int, of lines: inout AsyncStream<MinionLine>.Iterator) async -> [String] {
        var heard: [String] = []
        while heard.count < count, let line = await lines.next() {
            switch line {
            case .job(let order): heard.append("job \(order.id)")
            case .kill(let order): heard.append("kill \(order.id)")
            case .hello, .heartbeat: heard.append("something else")
            }
        }
        return heard
    }

    @Test func `who works on it is told, and it is taken back from who has not heard of it`() async throws {
        var lines = await master.switchboard.connect(web1).lines.makeAsyncIterator()
        let job = try await start()
        let heard = await master.events.subscribe(glob: "pigeon/job/*/given_up")
        #expect(try await jobs.kill(job.id) == [web1])
        #expect(await next(2, of: &lines) == ["job \(job.id)", "kill \(job.id)"])
        for await event in heard {
            #expect(event.data["outcomes"] == ["web2": "unreachable"])
            break
        }
        let shown = try await entry(job.id)
        #expect(shown["Outcomes"] == ["web1": "pending", "web2": "unreachable"])
        #expect(shown["Killed"] == ["web1", "web2"])
        // It comes back while it would still be time.
        let back = try await master.minionGateway.connect(web2)
        await master.switchboard.send(.heartbeat(), to: web2)
        var line = back.lines.makeAsyncIterator()
        #expect(await next(1, of: &line) == ["something else"])
    }

    @Test func `who is away and may be at work is told when it is back, for as long as it does not return`()
        async throws
    {
        let connection = await master.switchboard.connect(web1)
        let job = try await start()
        await connection.close()
        #expect(try await jobs.kill(job.id) == [])
        #expect(try await entry(job.id)["Outcomes"]?["web1"] == "pending")
        for _ in 0..<2 {
            let back = try await master.minionGateway.connect(web1)
            var lines = back.lines.makeAsyncIterator()
            #expect(await next(1, of: &lines) == ["kill \(job.id)"])
            await back.close()
        }
        var refusal = JobReturn(
            id: job.id, minion: web1, function: "test.sleep", value: "cancelled before it began", retcode: 1)
        refusal.isRefusal = true
        try await jobs.record(refusal)
        #expect(try await entry(job.id)["Outcomes"]?["web1"] == "refused")
        #expect(try await jobs.owed(to: web1).isEmpty)
    }

    @Test func `who waits for it learns that it was taken back, at once and as no success`() async throws {
        async let waiting = jobs.run(
            FunctionCall("test.ping"), on: [web2], as: "root", patience: .seconds(100), deadline: nil)
        #expect(await eventually { await !master.store.jobs(limit: 1).isEmpty })
        let jid = try #require(await master.store.jobs(limit: 1).first?.job.id)
        let begun = ContinuousClock.now
        #expect(try await jobs.kill(jid) == [])
        let answer = try await waiting
        #expect(ContinuousClock.now - begun < .seconds(50))
        #expect(answer.outcomes == [web2: .withdrawn])
        let shaped = try Lowstate(["client": "local", "tgt": "*", "fun": "test.ping", "full_return": true]).shape(
            answer)
        #expect(shaped["web2"]?["ret"] == "Minion did not return. [Cancelled before it was delivered]")
        #expect(shaped["web2"]?["retcode"] == 1 && shaped["web2"]?["outcome"] == "unreachable")
    }

    @Test func `an order that is about to go out does not`() async throws {
        let job = try await start()
        // The minion has connected and its orders were read; then the job is killed.
        let orders = await master.store.unanswered(by: web2, at: 0)
        #expect(orders.map(\.id) == [job.id])
        _ = try await jobs.kill(job.id)
        #expect(await jobs.noteReached([web2], by: orders.map(\.id)).isEmpty)
        #expect(try await jobs.owed(to: web2).isEmpty)
    }

    @Test func `an order that went out just before is followed by the kill`() async throws {
        let job = try await start()
        var lines = await master.switchboard.connect(web2).lines.makeAsyncIterator()
        let owed = try await jobs.owed(to: web2)
        // Before the lines are sent: what comes first on the way makes no difference to the minion.
        #expect(try await jobs.kill(job.id) == [web2])
        for line in owed { await master.switchboard.send(line, to: web2) }
        #expect(await next(2, of: &lines).sorted() == ["job \(job.id)", "kill \(job.id)"])
    }

    @Test func `one that took too long is told when it is back`() async throws {
        let connection = await master.switchboard.connect(web1)
        async let waiting = jobs.run(
            FunctionCall("test.sleep"), on: [web1], as: "root", patience: .milliseconds(300), deadline: nil)
        #expect(await eventually { await !master.store.jobs(limit: 1).isEmpty })
        await connection.close()
        let answer = try await waiting
        #expect(answer.outcomes == [web1: .timedOut])
        let owed = try await jobs.owed(to: web1)
        guard case .kill(let order) = try #require(owed.first) else {
            Issue.record("\(owed)")
            return
        }
        #expect(owed.count == 1 && order.id == answer.jid)
    }

    @Test func `what the host of a deleted key has not returned is waited for no longer, and no other host gets it`()
        async throws
    {
        let keys = master.keys
        _ = await master.switchboard.connect(web1)
        async let waiting = jobs.run(
            FunctionCall("test.sleep"), on: [web1], as: "root", patience: .seconds(100), deadline: nil)
        let never = try #require(
            try await jobs.start(
                FunctionCall("test.ping"), target: Target("web2"), as: "root", life: .seconds(3600)))
        #expect(await eventually { await master.store.jobs(limit: 9).count == 2 })
        #expect(try await keys.delete(matching: "*") == [web1, web2])
        let answer = try await waiting
        #expect(answer.outcomes == [web1: .timedOut])
        #expect(try await entry(never.id)["Outcomes"]?["web2"] == "unreachable")
        #expect(try await jobs.owed(to: web2).isEmpty)
        #expect(await master.store.unanswered(by: web1, at: 0).isEmpty)
        #expect(try await jobs.owed(to: web1).isEmpty, "nor is the new host told to end what the one before had")
    }

    @Test func `an orchestration is left alone`() async throws {
        let identity = try MinionID("m_master")
        let job = Job(
            id: JobID(microseconds: 1), call: FunctionCall("state.orchestrate"),
            target: Target("m_master", type: .list), user: "root", minions: [identity], expires: 0)
        try await master.store.insert(job, reached: [identity])
        #expect(try await jobs.kill(job.id) == [])
        #expect(try await entry(job.id)["Killed"] == [])
    }

    @Test func `a caller who goes leaves the job to the minions`() async throws {
        var lines = await master.switchboard.connect(web1).lines.makeAsyncIterator()
        let waiting = Task { [jobs, web1] in
            try await jobs.run(
                FunctionCall("test.sleep"), on: [web1], as: "root", patience: .seconds(100), deadline: nil)
        }
        #expect(await next(1, of: &lines).count == 1)
        let jid = try #require(await master.store.jobs(limit: 1).first?.job.id)
        waiting.cancel()
        await #expect(throws: CancellationError.self) { _ = try await waiting.value }
        #expect(try await entry(jid)["Outcomes"] == ["web1": "pending"])
        #expect(await !jobs.board.isAwaited(jid))
        await master.switchboard.send(.heartbeat(), to: web1)
        #expect(await next(1, of: &lines) == ["something else"])
        try await jobs.record(JobReturn(id: jid, minion: web1, function: "test.sleep", value: true, retcode: 0))
        #expect(try await entry(jid)["Outcomes"] == ["web1": "succeeded"])
    }
}
