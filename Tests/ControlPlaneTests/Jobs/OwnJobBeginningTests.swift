import Model
import Synchronization
import Testing
import Values

@testable import ControlPlane

/// Jobs that minions start by themselves, while they run.
@Suite(.timeLimit(.minutes(5)))
struct OwnJobBeginningTests {
    /// A clock that a test moves.
    private final class Time: Sendable {
        private let value = Mutex<Int64>(1_000_000_000_000_000)
        var now: Int64 { value.withLock { $0 } }
        func pass(_ seconds: Int64) { value.withLock { $0 += seconds * 1_000_000 } }
    }

    private let time = Time()
    private let master: TestMaster
    private let web1: MinionID
    private let db1: MinionID
    private let past = JobID(microseconds: 999_999_000_000_000)
    private let call = FunctionCall("state.apply", arguments: ["slow"], keywords: ["a": "b"])

    init() async throws {
        web1 = try MinionID("web1")
        db1 = try MinionID("db1")
        master = try await TestMaster(["web1": [:], "db1": [:]], clock: WallClock { [time] in time.now })
    }

    /// - Returns: whether the master has taken it.
    @discardableResult
    private func begin(_ jid: JobID, on minion: MinionID) async throws -> Value? {
        // What the minion says of the time to start is of no matter.
        var order = JobOrder(id: jid, call: call, expires: .max)
        order.schedule = "nightly"
        return try await master.minionGateway.begin(jobBody: order.value, on: minion)["taken"]
    }

    private func end(_ jid: JobID, _ value: Value = true, on minion: MinionID) async throws {
        var answer = JobReturn(id: jid, minion: minion, function: call.function, value: value, retcode: 0)
        answer.own = OwnCall(schedule: "nightly", arguments: call.arguments, keywords: call.keywords)
        try await master.minionGateway.record(returnBody: answer.body, from: minion)
    }

    private func listing(_ jid: JobID) async throws -> Value { try await JobListing(jobs: master.jobs).one(jid.text) }

    @Test func `a job is pending in the ledger from its beginning to its return, and told of once`() async throws {
        let events = await master.events.subscribe(glob: "*")
        #expect(try await begin(past, on: web1) == true)
        #expect(try await begin(past, on: web1) == true)
        let stored = try #require(await master.store.job(past))
        #expect(stored.job.call == call)
        #expect(stored.job.user == "schedule")
        #expect(stored.reached == [web1])
        #expect(try await listing(past)["Outcomes"] == ["web1": "pending"])
        try await end(past, on: web1)
        #expect(try await begin(past, on: web1) == true)
        #expect(try await listing(past)["Outcomes"] == ["web1": "succeeded"])
        #expect(await master.store.jobs(limit: 10).count == 1)
        var heard: [String] = []
        for await event in events {
            heard.append(event.tag)
            if event.tag.hasPrefix("pigeon/schedule/") { break }
        }
        #expect(heard == ["salt/job/\(past)/new", "salt/job/\(past)/ret/web1", "pigeon/schedule/nightly"])
    }

    @Test func `a job can be killed while it runs, also when its minion is away`() async throws {
        try await begin(past, on: web1)
        #expect(try await master.jobs.kill(past) == [])
        try await begin(past, on: web1)
        #expect(try await master.jobs.owed(to: web1).map(\.orderID) == [past])
        var lines = await master.switchboard.connect(web1).lines.makeAsyncIterator()
        #expect(try await master.jobs.kill(past) == [web1])
        let order = JobOrder(id: past, call: call, expires: Job.neverOrdered, sent: time.now)
        #expect(await lines.next() == .kill(order))
        try await end(past, on: web1)
        #expect(try await master.jobs.owed(to: web1).isEmpty)
    }

    @Test func `a minion that connects is never told to begin its own job`() async throws {
        try await begin(past, on: web1)
        // It answers for one that it does not know any more.
        let order = JobOrder(id: past, call: call, expires: Job.neverOrdered, sent: time.now)
        #expect(try await master.jobs.owed(to: web1) == [.job(order)])
    }

    @Test func `the states of a job that runs are told`() async throws {
        try await begin(past, on: web1)
        let data: Value = ["__id__": "a", "fun": "test.nop", "place": 1, "len": 2, "done": 0]
        let event: Value = ["tag": .string("pigeon/job/\(past)/running/web1"), "data": ["data": data]]
        try await master.minionGateway.report(eventBody: ["events": [event]], from: web1)
        #expect(try await listing(past)["Progress"]?["web1"]?["total"] == 2)
        try await end(past, on: web1)
        #expect(try await listing(past)["Progress"] == [:])
    }

    @Test func `an id that lies ahead is not taken, so that the return makes the only job`() async throws {
        let ahead = JobID(microseconds: time.now + 5_000_000)
        #expect(try await begin(ahead, on: web1) == false)
        #expect(await master.store.jobs(limit: 10).isEmpty)
        try await end(ahead, on: web1)
        #expect(await master.store.jobs(limit: 10).map(\.counts) == [[.succeeded: 1]])
        // Told again when it lies ahead no more, it is the return's as well.
        let next = JobID(microseconds: time.now + 5_000_001)
        #expect(try await begin(next, on: web1) == false)
        time.pass(6)
        #expect(try await begin(next, on: web1) == true)
        // The clock is set back: it is known all the same.
        time.pass(-60)
        #expect(try await begin(next, on: web1) == true)
        try await end(next, on: web1)
        #expect(try await listing(next)["Outcomes"] == ["web1": "succeeded"])
        #expect(await master.store.jobs(limit: 10).count == 2)
    }

    @Test func `a minion can't tell of jobs of others, nor of those that it was ordered`() async throws {
        let ordered = Job(
            id: past, call: FunctionCall("test.ping"), target: Target("web1"), user: "root", minions: [web1],
            expires: .max)
        try await master.store.insert(ordered, reached: [])
        let other = JobID(microseconds: 999_999_000_000_001)
        try await begin(other, on: db1)
        for jid in [past, other] {
            await #expect(throws: Refusal(.conflict, "the id \(jid) is another job's")) {
                try await begin(jid, on: web1)
            }
        }
        #expect(await master.store.job(past)?.job == ordered)
        #expect(await master.store.job(past)?.reached == [])
        #expect(await master.store.job(other)?.job.minions == [db1])
        // What is no job of its own is none at all.
        let order = JobOrder(id: JobID(microseconds: 1), call: call, expires: 0)
        await #expect(throws: Diagnostic.self) {
            _ = try await master.minionGateway.begin(jobBody: order.value, on: web1)
        }
        #expect(await master.store.jobs(limit: 10).count == 2)
    }

    @Test func `with many jobs under way a minion is believed no more of them until some are over`() async throws {
        func jid(_ number: Int) -> JobID { JobID(microseconds: 999_999_000_000_000 + Int64(number)) }
        for number in 0..<JobService.mostUnderWay { #expect(try await begin(jid(number), on: web1) == true) }
        #expect(try await begin(jid(100), on: web1) == false)
        #expect(try await begin(jid(0), on: web1) == true)
        #expect(try await begin(jid(101), on: db1) == true)
        try await end(jid(0), on: web1)
        #expect(try await begin(jid(100), on: web1) == true)
    }

    @Test func `a job is given up an hour after its beginning, when its minion is away then`() async throws {
        let jid = JobID(microseconds: time.now)
        try await begin(jid, on: web1)
        let service = OverdueJobs(jobs: master.jobs, master: db1)
        var absences = OverdueJobs.Absences(limit: .zero)
        time.pass(3599)
        try await service.look(&absences)
        #expect(try await listing(jid)["Outcomes"] == ["web1": "pending"])
        time.pass(2)
        let connection = await master.switchboard.connect(web1)
        try await service.look(&absences)
        #expect(try await listing(jid)["Outcomes"] == ["web1": "pending"])
        await connection.close()
        try await service.look(&absences)
        #expect(try await listing(jid)["Outcomes"] == ["web1": "timed out"])
    }
}
