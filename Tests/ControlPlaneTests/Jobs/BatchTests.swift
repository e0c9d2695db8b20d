import Model
import Synchronization
import Testing
import Values

@testable import ControlPlane

/// What becomes of the others when one minion can't be asked.
struct BatchTests {
    private let minions: [MinionID]

    init() throws { minions = try ["a", "b", "c", "d"].map { try MinionID($0) } }

    /// Nobody can ask `a`; `b` is asked beside it and takes its time.
    private func run(_ batch: Batch) async throws -> BatchAnswer {
        let isWorking = Mutex(false)
        return try await batch.run(on: minions) { minion in
            if minion.text == "a" {
                while !isWorking.withLock({ $0 }) { try await Task.sleep(for: .milliseconds(5)) }
                throw FullStore()
            }
            isWorking.withLock { $0 = true }
            try await Task.sleep(for: minion.text == "b" ? .seconds(2) : .zero)
            let answer = JobReturn(id: JobID(microseconds: 1), minion: minion, function: "x.y", value: 1, retcode: 0)
            return FleetAnswer(jid: answer.id, outcomes: [minion: .returned(answer)])
        }
    }

    @Test func `one that can't be asked ends nobody else's wait, nor turn`() async throws {
        let done = try await run(Batch(size: try #require(Batch.Size("2"))))
        #expect(done.failures.map(\.minion.text) == ["a"])
        #expect(done.answers.flatMap(\.minions).map(\.text).sorted() == ["b", "c", "d"])
        #expect(done.left.isEmpty)
    }

    @Test func `none has a turn any more when the whole is killed`() async throws {
        let asked = Mutex<[MinionID]>([])
        let done = try await Batch(size: try #require(Batch.Size("1"))).run(on: minions) {
            asked.withLock { $0.count } == 2
        } ask: { minion in
            asked.withLock { $0.append(minion) }
            let answer = JobReturn(id: JobID(microseconds: 1), minion: minion, function: "x.y", value: 1, retcode: 0)
            return FleetAnswer(jid: answer.id, outcomes: [minion: .returned(answer)])
        }
        #expect(done.answers.flatMap(\.minions).map(\.text) == ["a", "b"])
        #expect(done.left.map(\.text) == ["c", "d"])
        #expect(done.stop?.phrase == "with its orchestration, which was killed")
    }

    @Test func `it is a failure, which ends the batch if any does`() async throws {
        let done = try await run(Batch(size: try #require(Batch.Size("2")), stopsAfterFailure: true))
        #expect(done.failures.map(\.minion.text) == ["a"])
        #expect(done.answers.flatMap(\.minions).map(\.text) == ["b"])
        #expect(done.left.map(\.text) == ["c", "d"])
    }
}
