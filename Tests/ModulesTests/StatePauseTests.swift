import Execution
import Model
import Testing
import Values

@testable import Modules

/// What a paused run does is what `check_pause` of Salt 3008.5 does, but that a run that is ended early has failed.
struct StatePauseTests {
    private static let job = "20171130110407769519"
    private static let states = ["main.sls": "a: test.nop\nb: test.nop\nc: test.nop\n"]

    private let minion: TestMinion

    init() throws { minion = try TestMinion(states: Self.states) }

    private func ids(_ result: FunctionResult) -> [String] {
        result.value.map?.compactMap { $0.value["__id__"]?.string } ?? []
    }

    private func apply() async throws -> FunctionResult {
        let call = FunctionCall("state.apply", arguments: ["main"], keywords: [:])
        return await minion.engine.run(call, jid: try JobID(Self.job))
    }

    /// Whether the run waits before it has ended by itself. Pauses of what isn't under way are forgotten when somebody asks
    /// for all of them, so nobody does before it is.
    private func waits() async throws -> Bool {
        for _ in 0..<3000 {
            guard await minion.engine.jobs.all.contains(where: { $0.jid?.text == Self.job }) else {
                try await Task.sleep(for: .milliseconds(20))
                continue
            }
            let pauses = await minion.run("state.get_pauses").value
            if pauses[Self.job] != nil { return true }
            try await Task.sleep(for: .milliseconds(20))
        }
        return false
    }

    @Test func `a run waits before a state until it is resumed`() async throws {
        #expect(await minion.run("state.pause", .string(Self.job), "b").value == .null)
        let run = Task { try await apply() }
        #expect(try await waits())
        #expect(await minion.run("state.get_pauses").value == .map([Self.job: ["b": [:]]]))
        #expect(await minion.run("state.get_pauses", "20180101000000000000").value == [:])
        _ = await minion.run("state.resume", .string(Self.job), "b")
        let result = try await run.value
        #expect(ids(result) == ["a", "b", "c"])
        #expect(result.retcode == 0)
        #expect(await minion.run("state.get_pauses").value == [:])
    }

    @Test func `a pause with a duration ends by itself`() async throws {
        _ = await minion.run("state.pause", .string(Self.job), "b", 1)
        let begun = ContinuousClock.now
        #expect(ids(try await apply()) == ["a", "b", "c"])
        #expect(ContinuousClock.now - begun > .seconds(1))
    }

    @Test func `a run that is paused before a state can be killed before any`() async throws {
        _ = await minion.run("state.pause", .string(Self.job), "b")
        let run = Task { try await apply() }
        #expect(try await waits())
        _ = await minion.run("state.soft_kill", .string(Self.job))
        let states = ids(try await run.value)
        #expect(states.last == "ended" && !states.contains("b"), "\(states)")
    }

    @Test func `a run that is killed softly ends before a state, keeps what it did, and has failed`() async throws {
        _ = await minion.run("state.soft_kill", .string(Self.job), "b")
        let result = try await apply()
        #expect(ids(result) == ["a", "ended"])
        let end = result.value.map?.first { $0.value["__id__"] == "ended" }?.value
        #expect(end?["result"] == false)
        #expect(end?["comment"] == "ended early before state 'b' (test.nop); 1 of 3 states ran")
        #expect(result.retcode == 2)
    }

    @Test func `a pause of a run waits before its first state, and is forgotten when there is no such run`()
        async throws
    {
        _ = await minion.run("state.pause", .string(Self.job))
        #expect(await minion.run("state.get_pauses").value == [:])
        #expect(ids(try await apply()) == ["a", "b", "c"])
        _ = await minion.run("state.soft_kill", .string(Self.job))
        #expect(ids(try await apply()) == ["ended"])
    }
}
