import Model
import Testing
import Values

@testable import ControlPlane

/// Jobs that minions start by themselves, as their returns tell of them.
@Suite(.timeLimit(.minutes(5)))
struct OwnJobRecordTests {
    private let master: TestMaster
    private let web1: MinionID
    private let past = JobID(microseconds: 999_999_000_000_000)

    init() async throws {
        web1 = try MinionID("web1")
        master = try await TestMaster(["web1": [:], "db1": [:]])
    }

    private func record(_ jid: JobID, _ value: Value = true, from minion: MinionID) async throws {
        var answer = JobReturn(id: jid, minion: minion, function: "test.ping", value: value, retcode: 0)
        answer.own = OwnCall(schedule: "nightly", arguments: [1], keywords: ["a": "b"])
        try await master.minionGateway.record(returnBody: answer.body, from: minion)
    }

    @Test func `the ledger has the job and its return, however often that comes`() async throws {
        let events = await master.events.subscribe(glob: "*")
        try await record(past, from: web1)
        try await record(past, from: web1)
        let stored = try #require(await master.store.job(past))
        #expect(stored.job.call == FunctionCall("test.ping", arguments: [1], keywords: ["a": "b"]))
        #expect(stored.job.minions == [web1])
        #expect(stored.job.user == "schedule")
        #expect(stored.returns[web1]?.value == true)
        #expect(await master.store.jobs(limit: 10).count == 1)
        var heard: [String] = []
        for await event in events {
            heard.append(event.tag)
            if event.tag.hasPrefix("pigeon/") { break }
        }
        #expect(heard == ["salt/job/\(past)/new", "salt/job/\(past)/ret/web1", "pigeon/schedule/nightly"])
    }

    @Test func `the returns of a job that another master gave are kept, each once, as a job of their minions`()
        async throws
    {
        let answer = JobReturn(id: past, minion: web1, function: "cmd.run", value: "done", retcode: 3)
        let events = await master.events.subscribe(glob: "salt/job/*/ret/*")
        for _ in 1...2 { try await master.minionGateway.record(returnBody: answer.body, from: web1) }
        let stored = try #require(await master.store.job(past))
        #expect(stored.job.call == FunctionCall("cmd.run"))
        #expect(stored.job.user == "unknown")
        #expect(stored.returns[web1]?.retcode == 3)
        for await event in events {
            #expect(event.tag == "salt/job/\(past)/ret/web1")
            #expect(event.data["outcome"] == "failed")
            break
        }
        let db1 = try MinionID("db1")
        let other = JobReturn(id: past, minion: db1, function: "cmd.run", value: "mine", retcode: 0)
        for _ in 1...2 { try await master.minionGateway.record(returnBody: other.body, from: db1) }
        #expect(await master.store.job(past)?.returns.mapValues(\.retcode) == [web1: 3, db1: 0])
        #expect(await master.store.job(past)?.job.minions == [web1, db1])
    }

    @Test func `an id that is the master's, another minion's or ahead of time is not taken`() async throws {
        let order = Job(
            id: past, call: FunctionCall("state.apply"), target: Target("web1"), user: "root", minions: [web1],
            expires: .max)
        try await master.store.insert(order, reached: [])
        try await record(past, "forged", from: web1)
        #expect(await master.store.job(past)?.returns.isEmpty == true)
        let ahead = JobID(microseconds: 2_000_000_000_000_000)
        try await record(ahead, from: web1)
        #expect(await master.store.job(ahead) == nil)
        let other = JobID(microseconds: 999_999_000_000_001)
        try await record(other, "first", from: try MinionID("db1"))
        try await record(other, "second", from: web1)
        #expect(await master.store.job(other)?.returns.values.map(\.value) == ["first"])
        // Each was kept, as a job of its own.
        #expect(await master.store.jobs(limit: 10).count == 5)
    }

    @Test func `the returns of jobs from before the clock was set back are those of the same jobs`() async throws {
        let (ordered, own) = (JobID(microseconds: 2_000_000_000_000_000), JobID(microseconds: 2_000_000_000_000_001))
        let call = FunctionCall("test.ping")
        try await master.store.insert(
            Job(id: ordered, call: call, target: Target("web1"), user: "root", minions: [web1], expires: .max),
            reached: [web1])
        try await master.store.insert(
            Job(id: own, call: call, target: Target("web1"), user: "schedule", minions: [web1], expires: 0),
            reached: [web1])
        let db1 = try MinionID("db1")
        let returns: [(MinionID, Value)] = [(web1, "first"), (web1, "again"), (db1, "forged")]
        for (minion, value) in returns {
            let answer = JobReturn(id: ordered, minion: minion, function: "test.ping", value: value, retcode: 0)
            try await master.minionGateway.record(returnBody: answer.body, from: minion)
        }
        for value in ["first", "again"] as [Value] { try await record(own, value, from: web1) }
        #expect(await master.store.jobs(limit: 10).map(\.job.id) == [own, ordered])
        for jid in [ordered, own] {
            #expect(await master.store.job(jid)?.returns.mapValues(\.value) == [web1: "first"])
        }
    }
}
