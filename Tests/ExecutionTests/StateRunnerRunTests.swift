import Execution
import Model
import Testing
import Values

struct StateRunnerRunTests {
    private let fake = FakeRun()

    @Test func `failhard stops the run and what did not run is absent`() async throws {
        let returns = try await fake.run([
            FakeRun.chunk("a"), FakeRun.chunk("b", ["result": false], ["failhard": true]), FakeRun.chunk("c"),
        ])
        #expect(returns.map(\.id) == ["a", "b"])
    }

    @Test func `failhard as an option holds for all, for requisites run on demand too`() async throws {
        var fake = fake
        fake.options = ["failhard": true]
        let returns = try await fake.run([
            FakeRun.chunk("a", [:], ["require": ["b"]]), FakeRun.chunk("b", ["result": false]), FakeRun.chunk("c"),
        ])
        #expect(returns.map(\.id) == ["b"])
        fake.isTest = true
        #expect(try await fake.run([FakeRun.chunk("b", ["result": false]), FakeRun.chunk("c")]).count == 2)
    }

    @Test func `parallel states run beside each other and are awaited by what needs them`() async throws {
        let returns = try await fake.run([
            FakeRun.chunk("slow", ["changes": true, "yields": 200], ["parallel": true]), FakeRun.chunk("quick"),
            FakeRun.chunk("after", [:], ["require": ["slow"]]),
        ])
        let log = fake.recorder.log
        let slow = try #require(log.firstIndex(of: "apply slow"))
        let after = try #require(log.firstIndex(of: "run after"))
        #expect(slow < after)
        #expect(returns.map(\.id) == ["slow", "quick", "after"])
        #expect(returns[0].extra["__parallel__"] == true)
        #expect(returns.map(\.runNumber) == [0, 1, 2])
    }

    @Test func `state_max_parallel bounds how many run at once`() async throws {
        var fake = fake
        fake.options = ["state_max_parallel": 1]
        _ = try await fake.run(
            (0..<6).map {
                FakeRun.chunk("p\($0)", ["changes": true, "yields": 20], ["parallel": true])
            })
        #expect(fake.recorder.log == (0..<6).flatMap { ["run p\($0)", "apply p\($0)"] })
    }

    @Test func `a cancelled run stops before its next chunk`() async throws {
        let runner = try fake.runner
        let low = FakeRun.low((0..<50).map { FakeRun.chunk("c\($0)", ["yields": 50]) })
        let task = Task { await runner.run(low) }
        task.cancel()
        #expect(await task.value.count < 50)
    }

    @Test func `a cancelled run says where it was, and one that is done does not`() async throws {
        let runner = try fake.runner
        let low = FakeRun.low((0..<50).map { FakeRun.chunk("c\($0)", ["yields": 50]) })
        let task = Task { await runner.carryOut(low) }
        task.cancel()
        let (returns, interruption) = await task.value
        #expect(interruption?.settled == returns.count)
        #expect(interruption?.count == 50)
        #expect(await runner.carryOut(low).interruption == nil)
    }

    @Test func `each chunk is reported as Salt reports progress`() async throws {
        let returns = try await fake.run([FakeRun.chunk("a"), FakeRun.chunk("b", [:], ["fire_event": "done/b"])])
        #expect(
            fake.recorder.events.map(\.tag) == [
                "pigeon/job/20260101000000000000/running/web1", "salt/job/20260101000000000000/prog/web1/0",
                "pigeon/job/20260101000000000000/running/web1", "salt/job/20260101000000000000/prog/web1/1",
                "salt/state_result/20260101000000000000/web1/done/b",
            ])
        let data = fake.recorder.events[1].data["data"]
        #expect(data?["len"] == 2 && data?["done"] == 1 && data?["fun"] == "fake.run")
        #expect(data?["ret"] == returns[0].value)
        #expect(fake.recorder.events[1].data["id"] == "web1")
    }

    @Test func `a chunk that begins is told with its place`() async throws {
        _ = try await fake.run([FakeRun.chunk("a"), FakeRun.chunk("b", ["result": false]), FakeRun.chunk("c")])
        let begun = fake.recorder.events.filter { $0.tag.hasPrefix("pigeon/job/") }.compactMap { $0.data["data"] }
        #expect(begun.map { $0["__id__"] } == ["a", "b", "c"])
        #expect(begun.map { $0["place"] } == [1, 2, 3])
        #expect(begun.allSatisfy { $0["len"] == 3 && $0["__sls__"] == "t" })
        #expect(begun.map { $0["done"] } == [0, 1, 2])
    }

    @Test func `a chunk that does not run does not begin`() async throws {
        _ = try await fake.run([
            FakeRun.chunk("a", ["result": false]), FakeRun.chunk("b", [:], ["require": ["a"]]),
        ])
        #expect(fake.recorder.events.count { $0.tag.hasPrefix("pigeon/job/") } == 1)
    }

    @Test func `fire_event true names the event after the state`() async throws {
        _ = try await fake.run([FakeRun.chunk("a", [:], ["fire_event": true])])
        #expect(fake.recorder.events.last?.tag == "salt/state_result/20260101000000000000/web1/a")
    }

    @Test func `start is the local time of day and duration is milliseconds`() async throws {
        let answer = try await fake.last([FakeRun.chunk("a")])
        #expect(answer.startTime == "23:13:20.001000")
        #expect(answer.duration == 1)
        #expect(
            answer.value == [
                "name": "a", "changes": [:], "result": true, "comment": "Success!", "__sls__": "t", "__run_num__": 0,
                "start_time": "23:13:20.001000", "duration": 1.0, "__id__": "a",
            ])
    }

    @Test func `two chunks with one tag are one`() async throws {
        let returns = try await fake.run([
            FakeRun.chunk("a"), FakeRun.chunk("a"), FakeRun.chunk("b", [:], ["require": ["a"]]),
        ])
        #expect(returns.map(\.id) == ["a", "b"])
    }

    @Test(arguments: 1...60)
    func `in any graph each chunk returns once and nothing runs before what it requires`(seed: UInt64) async throws {
        var random = SeededGenerator(seed: seed)
        let chunks = RandomGraph.chunks(count: Int.random(in: 2...14, using: &random), using: &random)
        let returns = try await fake.run(chunks)
        #expect(Set(returns.map(\.id)) == Set(chunks.map(\.id)))
        #expect(returns.count == chunks.count)
        let log = fake.recorder.log
        let kinds: [RequisiteKind] = [.require, .watch, .onchanges, .onfail, .requireAny, .prereq]
        for chunk in chunks {
            guard let start = log.firstIndex(of: "run \(chunk.id)") else { continue }
            for kind in kinds {
                for target in chunk.globals[kind.rawValue]?.list?.compactMap(\.string) ?? [] {
                    // A prereq's target is the one that waits.
                    let other = log.lastIndex {
                        $0.split(separator: " ").dropFirst().first == target[...] && !$0.hasPrefix("test")
                    }
                    guard let other else { continue }
                    if kind == .prereq { #expect(other > start) } else { #expect(other < start) }
                }
            }
        }
    }
}

/// A generator with a fixed course (SplitMix64), so that a failure can be repeated.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}

/// Random states with random requisites and no cycle: each points at earlier ones only, then all are shuffled.
enum RandomGraph {
    static func chunks(count: Int, using random: inout SeededGenerator) -> [LowChunk] {
        var chunks: [LowChunk] = []
        for index in 0..<count {
            var globals: ValueMap = ["parallel": .bool(Int.random(in: 0...3, using: &random) == 0)]
            for kind in [RequisiteKind.require, .watch, .onchanges, .onfail, .requireAny] {
                guard index > 0, Int.random(in: 0...4, using: &random) == 0 else { continue }
                globals[kind.rawValue] = .strings((0...1).map { _ in "s\(Int.random(in: 0..<index, using: &random))" })
            }
            // Two ends of a prereq with nothing else between them can't make a cycle.
            if globals.count == 1, index == count - 1, count % 2 == 0 { globals["prereq"] = .strings(["s0"]) }
            let arguments: ValueMap = [
                "result": .bool(Int.random(in: 0...3, using: &random) > 0),
                "changes": .bool(Bool.random(using: &random)), "yields": .int(Int.random(in: 0...5, using: &random)),
            ]
            let isWatcher = Bool.random(using: &random)
            chunks.append(
                isWatcher
                    ? FakeRun.watcher("s\(index)", arguments, globals) : FakeRun.chunk("s\(index)", arguments, globals))
        }
        return chunks.shuffled(using: &random)
    }
}
