import Model
import Synchronization
import Testing
import Values

@testable import ControlPlane

/// `local_batch`: how many at a time, who comes next, and when it ends.
@Suite(.timeLimit(.minutes(5)))
struct LocalBatchTests {
    private static let minions = ["db1", "web1", "web2", "web3"]
    private let master: TestMaster

    init() async throws { master = try await TestMaster(Dictionary(Self.minions.map { ($0, [:]) }) { $1 }) }

    /// Minions that answer every order with `retcode`, in the order in which they are asked.
    ///
    /// - Parameter busy: is told how many are at work at a time.
    private func answering(
        retcodes: [String: Int] = [:], asked: AskedMinions
    ) async throws -> [Task<Void, Never>] {
        var tasks: [Task<Void, Never>] = []
        for name in Self.minions {
            let minion = try MinionID(name)
            let lines = await master.switchboard.connect(minion).lines
            let retcode = retcodes[name] ?? 0
            tasks.append(
                Task { [jobs = master.jobs] in
                    for await case .job(let order) in lines {
                        asked.begin(name)
                        do { try await Task.sleep(for: .milliseconds(20)) } catch { return }
                        asked.end()
                        let answer = JobReturn(
                            id: order.id, minion: minion, function: order.call.function, value: .string(name),
                            retcode: retcode)
                        do { try await jobs.record(answer) } catch { return }
                    }
                })
        }
        return tasks
    }

    private func run(_ more: ValueMap, target: String = "*", type: String = "glob") async throws -> [Value] {
        let chunk: ValueMap = [
            "client": "local_batch", "tgt": .string(target), "tgt_type": .string(type), "fun": "test.ping",
            "full_return": true,
        ]
        let batch = LocalBatch(low: try Lowstate(chunk.merged(with: more)), jobs: master.jobs, timeout: .seconds(20))
        return try await batch.run(as: "root") { _ in }
    }

    @Test(arguments: [("1", 1), ("2", 2), ("10", 4), ("25%", 1), ("1%", 1), ("50%", 2), ("100%", 4), ("300%", 4)])
    func `so many are at work at a time, and all have their turn`(size: String, most: Int) async throws {
        let asked = AskedMinions()
        let tasks = try await answering(asked: asked)
        defer { tasks.forEach { $0.cancel() } }
        let elements = try await run(["batch": .string(size)])
        #expect(asked.all.sorted() == Self.minions)
        #expect(asked.mostAtOnce <= most)
        #expect(elements.count == 4)
        #expect(elements.allSatisfy { $0.map?.first?.value["retcode"] == 0 })
    }

    @Test func `of a subset only so many are asked, those that are connected before the others`() async throws {
        let asked = AskedMinions()
        let tasks = try await answering(asked: asked)
        defer { tasks.forEach { $0.cancel() } }
        #expect(try await run(["batch": "1", "subset": 2]).count == 2)
        #expect(asked.all.count == 2)
        await master.switchboard.cut(try MinionID("db1"))
        await master.switchboard.cut(try MinionID("web2"))
        #expect(
            await master.jobs.some(2, of: try Self.minions.map { try MinionID($0) }).map(\.text) == ["web1", "web3"])
        for (client, more, count) in [("local", 1, 1), ("local_subset", nil, 3), ("local", nil, 4)]
            as [(String, Int?, Int)]
        {
            var chunk: ValueMap = ["client": .string(client), "tgt": "*", "fun": "test.ping"]
            if let more { chunk["subset"] = .int(more) }
            let low = try Lowstate(chunk)
            let job = try await master.jobs.start(
                low.call, target: low.target(), subset: low.subset, as: "root", life: .seconds(60))
            #expect(job?.minions.count == count, "\(client)")
        }
    }

    @Test(arguments: [0, -1, "many", 1.5, true] as [Value])
    func `a subset that is no number of minions is refused, and not taken for all`(subset: Value) {
        #expect(throws: Refusal.self) {
            try Lowstate(["client": "local", "tgt": "*", "fun": "test.ping", "subset": subset])
        }
    }

    @Test func `a failure ends the batch with failhard, and those that had no turn are named`() async throws {
        let asked = AskedMinions()
        let tasks = try await answering(retcodes: ["web1": 3], asked: asked)
        defer { tasks.forEach { $0.cancel() } }
        let elements = try await run(["batch": "1", "failhard": true])
        #expect(asked.all == ["db1", "web1"])
        #expect(elements.map { $0.map?.first?.key } == ["db1", "web1", "web2", "web3"])
        #expect(elements[1]["web1"]?["retcode"] == 3)
        #expect(elements[2]["web2"]?["missing"] == "Stopped after a failure")
        #expect(elements[3]["web3"]?["retcode"] == 1)
    }

    @Test func `one that is away ends the batch with failhard, too`() async throws {
        let asked = AskedMinions()
        let tasks = try await answering(asked: asked)
        defer { tasks.forEach { $0.cancel() } }
        await master.switchboard.cut(try MinionID("db1"))
        let chunk: ValueMap = [
            "client": "local_batch", "tgt": "*", "fun": "test.ping", "full_return": true, "batch": "1",
            "failhard": true,
        ]
        let batch = LocalBatch(low: try Lowstate(chunk), jobs: master.jobs, timeout: .milliseconds(50))
        let elements = try await batch.run(as: "root") { _ in }
        #expect(asked.all == [])
        #expect(elements[0]["db1"]?["missing"] == "Not connected")
        #expect(elements.dropFirst().allSatisfy { $0.map?.first?.value["missing"] == "Stopped after a failure" })
        #expect(elements.count == 4)
    }

    @Test func `who kills a job of a batch stops the batch`() async throws {
        let first = try MinionID("db1")
        let lines = await master.switchboard.connect(first).lines
        let minion = Task { [jobs = master.jobs] in
            for await line in lines {
                switch line {
                case .job(let order): _ = try await jobs.kill(order.id)
                case .kill(let order):
                    try await jobs.record(
                        JobReturn(id: order.id, minion: first, function: "test.ping", value: "killed", retcode: 1))
                case .hello, .heartbeat: break
                }
            }
        }
        defer { minion.cancel() }
        let elements = try await run(["batch": "1"])
        let jid = try #require(await master.jobs.store.jobs(limit: 9).first?.job.id)
        #expect(elements.map { $0.map?.first?.key } == ["db1", "web1", "web2", "web3"])
        #expect(elements[0]["db1"]?["ret"] == "killed")
        #expect(elements[1]["web1"]?["missing"] == .string("Stopped with its job \(jid), which was killed"))
        #expect(elements[3]["web3"]?["retcode"] == 1)
        #expect(try await master.jobs.store.jobs(limit: 9).count == 1)
    }

    @Test func `a failure without failhard ends nothing`() async throws {
        let asked = AskedMinions()
        let tasks = try await answering(retcodes: ["db1": 1], asked: asked)
        defer { tasks.forEach { $0.cancel() } }
        _ = try await run(["batch": "1"])
        #expect(asked.all == Self.minions)
    }

    @Test func `a turn comes no sooner than batch_wait after the last return`() async throws {
        let asked = AskedMinions()
        let tasks = try await answering(asked: asked)
        defer { tasks.forEach { $0.cancel() } }
        let begin = ContinuousClock.now
        _ = try await run(["batch": "2", "batch_wait": 0.3])
        // Four minions two at a time: one wait, and none after the last.
        #expect(begin.duration(to: .now) >= .milliseconds(300))
        await #expect(throws: Refusal.self) { _ = try await run(["batch": "2", "batch_wait": "soon"]) }
    }

    @Test func `a minion for which no job can be made is told, and the others have their turn`() async throws {
        let asked = AskedMinions()
        let tasks = try await answering(asked: asked)
        defer { tasks.forEach { $0.cancel() } }
        await master.store.refuse([try MinionID("db1")])
        let elements = try await run(["batch": "1"])
        #expect(asked.all == ["web1", "web2", "web3"])
        #expect(elements.last?["db1"]?["missing"] == "no space is left")
        #expect(elements.last?["db1"]?["retcode"] == 1)
        await #expect(throws: PartlyDone.self, "there is no place for it in the elements") {
            _ = try await run(["batch": "1", "full_return": false])
        }
        await #expect(throws: FullStore.self, "nothing was done") {
            _ = try await run(["batch": "1", "full_return": false], target: "db1")
        }
    }

    @Test func `an id that no accepted minion has is told`() async throws {
        let asked = AskedMinions()
        let tasks = try await answering(asked: asked)
        defer { tasks.forEach { $0.cancel() } }
        let elements = try await run(["batch": "2"], target: "web1,nosuch", type: "list")
        #expect(elements.map { $0.map?.first?.key } == ["web1", "nosuch"])
        #expect(elements[1]["nosuch"]?["missing"] == "No accepted key")
        let nobody = try await run(["batch": "2"], target: "nosuch", type: "list")
        #expect(nobody.map { $0.map?.first?.key } == ["nosuch"])
    }

    @Test(arguments: ["0", "-1", "x", "0%", "-5%", "nan%", "inf%", ""])
    func `what is no size is refused`(size: String) async throws {
        await #expect(throws: Refusal.self) { _ = try await run(["batch": .string(size)]) }
    }
}

/// Who was asked, in order, and how many were at work at once.
final class AskedMinions: Sendable {
    private let state = Mutex<(names: [String], now: Int, most: Int)>(([], 0, 0))

    func begin(_ name: String) {
        state.withLock { state in
            state.names.append(name)
            state.now += 1
            state.most = max(state.most, state.now)
        }
    }

    func end() { state.withLock { $0.now -= 1 } }

    var all: [String] { state.withLock { $0.names } }
    var mostAtOnce: Int { state.withLock { $0.most } }
}
