import Logging
import Model
import Synchronization
import Testing
import Values

@testable import ControlPlane

/// What a minion may do behind its certificate, and what it may not.
@Suite(.timeLimit(.minutes(5)))
struct MinionGatewayTests {
    private static let start: Int64 = 1_000_000_000_000_000

    /// A pillar that says for whom it was rendered; of `dev` it has an error besides.
    private struct OwnPillar: PillarRendering {
        func pillar(for minion: MinionID, _ request: PillarRequest) -> CompiledPillar {
            CompiledPillar(
                pillar: ["for": .string(minion.text)],
                problems: request.pillarenv == "dev" ? [Diagnostic("it is broken")] : [])
        }
    }

    private let store = MemoryStore()
    private let switchboard = Switchboard()
    private let time = Time()
    private let web1: MinionID
    private let db1: MinionID

    private final class Time: Sendable {
        private let value = Mutex(start)
        var now: Int64 { value.withLock { $0 } }
        func pass(_ seconds: Int64) { value.withLock { $0 += seconds * 1_000_000 } }
    }

    init() async throws {
        web1 = try MinionID("web1")
        db1 = try MinionID("db1")
        for id in [web1, db1] { await accept(id) }
    }

    private func accept(_ id: MinionID) async {
        await store.save(MinionKey(id: id, publicKey: "", fingerprint: "", state: .accepted, since: 0))
    }

    private var clock: WallClock { WallClock { [time] in time.now } }

    private var jobs: JobService {
        JobService(
            store: store, keys: store, minionStore: store, switchboard: switchboard, board: ReturnBoard(),
            events: EventBus(clock: clock), numbers: JobNumbers(clock: clock), clock: clock, matcher: TargetMatcher(),
            pillar: { _, _ in [:] }, logger: silent)
    }

    private var silent: Logger { Logger(label: "test") { _ in SwiftLogNoOpLogHandler() } }

    private var gateway: MinionGateway {
        let keys = KeyService(
            store: store, minionStore: store, switchboard: switchboard, clock: clock)
        return MinionGateway(
            keys: keys, jobs: jobs, files: FileService(tree: FakeServedFiles(paths: []), digest: { _ in "" }),
            pillars: OwnPillar(),
            received: ReceivedFiles(directory: "/nonexistent", isAllowed: false, maximumSize: 0))
    }

    private func job(_ function: FunctionName, for minion: MinionID, life: Int64 = 60) async throws -> JobID {
        let id = JobID(microseconds: time.now)
        let job = Job(
            id: id, call: FunctionCall(function), target: Target(minion.text, type: .list), user: "root",
            minions: [minion], expires: time.now + life * 1_000_000)
        try await store.insert(job, reached: [])
        time.pass(1)
        return id
    }

    private func body(_ jid: JobID, _ value: Value = true) -> Value {
        ["jid": .string(jid.text), "id": "db1", "fun": "test.ping", "return": value, "retcode": 0, "success": true]
    }

    @Test func `a minion that was away gets what it missed in order, if it is still valid, and nobody else's`()
        async throws
    {
        _ = try await job("test.late", for: web1, life: 5)
        let first = try await job("test.first", for: web1)
        _ = try await job("test.other", for: db1)
        let second = try await job("test.second", for: web1)
        time.pass(10)
        var lines = try await gateway.connect(web1).lines.makeAsyncIterator()
        for expected in [first, second] {
            guard case .job(let order) = await lines.next() else {
                Issue.record("no job came")
                return
            }
            #expect(order.id == expected)
            #expect(order.sent == time.now)
        }
        await switchboard.cut(web1)
        #expect(await lines.next() == nil)
    }

    @Test func `a return for another's job is not stored`() async throws {
        let jid = try await job("test.ping", for: db1)
        try await gateway.record(returnBody: body(jid), from: web1)
        #expect(await store.job(jid)?.returns.isEmpty == true)
        try await gateway.record(returnBody: body(jid), from: db1)
        #expect(await store.job(jid)?.returns.keys.map(\.text) == ["db1"])
    }

    @Test func `a return that comes again changes nothing`() async throws {
        let jid = try await job("test.ping", for: db1)
        try await gateway.record(returnBody: body(jid, "first"), from: db1)
        try await gateway.record(returnBody: body(jid, "second"), from: db1)
        #expect(await store.job(jid)?.returns[db1]?.value == "first")
    }

    @Test func `a return for a job that never was counts as one of the minion's own`() async throws {
        let jid = JobID(microseconds: 7)
        try await gateway.record(returnBody: body(jid), from: web1)
        #expect(await store.job(jid)?.job.user == "unknown")
        #expect(await store.job(jid)?.job.minions == [web1])
    }

    @Test func `a pillar is that of the certificate's minion, whatever the request says`() async throws {
        let request: Value = ["id": "db1", "minion": "db1", "grains": ["id": "db1"]]
        #expect(try await gateway.pillar(request: request, for: web1) == ["pillar": ["for": "web1"]])
    }

    @Test func `what a minion reports is told in its own name, and tags of others are left out`() async throws {
        let gateway = gateway
        let heard = await gateway.jobs.events.subscribe()
        let (jid, own) = ("20260101000000000000", "salt/beacon/web1/load/")
        let events: [Value] = [
            ["tag": "salt/beacon/db1/load/", "data": ["id": "db1"]], ["tag": "salt/auth", "data": ["act": "accept"]],
            ["tag": .string("salt/job/\(jid)/ret/db1"), "data": ["return": "forged"]],
            ["tag": "pigeon/stack/app/switched", "data": [:]], ["tag": .string(own), "data": ["id": "db1", "1m": 2]],
            ["tag": "my/own", "data": ["id": "db1"]],
        ]
        try await gateway.report(eventBody: ["events": .list(events)], from: web1)
        var seen: [Event] = []
        for await event in heard {
            seen.append(event)
            if event.tag == "my/own" { break }
        }
        #expect(seen.map(\.tag) == [own, "my/own"])
        #expect(seen.allSatisfy { $0.data["id"] == "web1" })
        await #expect(throws: Diagnostic.self) {
            try await gateway.report(eventBody: ["events": [["data": [:]]]], from: web1)
        }
    }

    @Test func `a pillar with errors is handed out as far as it could be compiled`() async throws {
        let request = PillarRequest(pillarenv: "dev").value
        #expect(
            try await gateway.pillar(request: request, for: web1)
                == ["pillar": ["for": "web1", "_errors": ["it is broken"]]])
    }

    @Test func `a minion that is rejected between its request and its line gets no line`() async throws {
        await store.remove(web1)
        await #expect(throws: Refusal.self) { try await gateway.connect(web1) }
        #expect(await switchboard.connected.isEmpty)
    }

    @Test func `a deleted minion that comes back under its old id is pending`() async throws {
        _ = try await gateway.keys.delete(matching: "web1")
        let proof = EnrolmentRequest.proof(id: web1, publicKey: "key", time: time.now)
        let request = EnrolmentRequest(id: web1, publicKey: "key", signature: "key signs \(proof)", time: time.now)
        let reply = try await gateway.enrol(request)
        #expect(reply.state == "pending")
        #expect(reply.certificate == nil)
        await #expect(throws: Refusal.self) { try await gateway.connect(web1) }
    }
}
