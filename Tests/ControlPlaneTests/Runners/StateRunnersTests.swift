import Execution
import Model
import Testing
import Values

@testable import ControlPlane

/// `state.pause` and its like on the master: what Salt's runners ask their own minion for.
struct StateRunnersTests {
    private let stage: StackStage
    private let runners: RunnerService

    init() throws {
        stage = try StackStage()
        runners = RunnerService(
            identity: stage.orchestrator.identity, jobs: stage.orchestrator.jobs,
            runners: StateRunners.all(stage.orchestrator) + JobRunners.all(stage.orchestrator))
    }

    private func run(_ function: FunctionName, _ arguments: Value...) async throws -> Value {
        try await runners.run(FunctionCall(function, arguments: arguments), as: "root") { _ in }.value
    }

    /// What the engine was asked for while an orchestration was under way.
    private func asked(
        _ function: FunctionName, _ arguments: Value..., answered expected: Value = .null
    ) async throws -> [FunctionCall] {
        stage.engine.follow { [runners] call, jid in
            guard call.function == "state.sls" else { return FunctionResult(.null) }
            let more = FunctionCall(function, arguments: [.string(jid.text)] + arguments)
            do {
                let answer = try await runners.run(more, as: "root") { _ in }
                #expect(answer.value == expected)
            } catch {
                Issue.record(error)
            }
            return FunctionResult([:])
        }
        _ = try await run("state.orchestrate", "web")
        return stage.engine.calls.filter { $0.function != "state.sls" }
    }

    @Test(arguments: ["state.pause", "state.set_pause"] as [FunctionName])
    func `an orchestration waits before a state`(name: FunctionName) async throws {
        let calls = try await asked(name, "b", 20)
        #expect(calls.map(\.function) == ["state.pause"])
        #expect(calls.first?.keywords["state_id"] == "b")
        #expect(calls.first?.keywords["duration"] == 20)
    }

    @Test(arguments: ["state.resume", "state.rm_pause"] as [FunctionName])
    func `an orchestration goes on`(name: FunctionName) async throws {
        #expect(try await asked(name).map(\.function) == ["state.resume"])
    }

    @Test func `an orchestration is ended before a state`() async throws {
        let calls = try await asked("state.soft_kill", "b")
        #expect(calls.map(\.function) == ["state.soft_kill"])
        #expect(calls.first?.keywords["state_id"] == "b")
    }

    @Test func `jobs.kill ends an orchestration before its next state, and leaves one that has ended alone`()
        async throws
    {
        let calls = try await asked("jobs.kill", answered: ["m_master"])
        #expect(calls.map(\.function) == ["state.soft_kill"])
        let ended = try #require(await stage.ledger.jobs(limit: 1).first?.job.id)
        #expect(calls.first?.keywords == ["jid": .string(ended.text)])
        #expect(try await run("jobs.kill", .string(ended.text)) == [])
        #expect(stage.engine.calls.count(where: { $0.function == "state.soft_kill" }) == 1)
    }

    @Test func `one state is an orchestration in the ledger, and its answer Salt's`() async throws {
        stage.engine.follow { _, _ in FunctionResult(["a_|-x_|-x_|-y": ["result": false]], retcode: 2) }
        let call = FunctionCall(
            "state.orchestrate_single", keywords: ["fun": "salt.state", "name": "x", "tgt": "*", "test": true])
        let result = try await runners.run(call, as: "root") { _ in }
        #expect(result.value == ["m_master": ["a_|-x_|-x_|-y": ["result": false]]])
        #expect(result.retcode == 1)
        let asked = try #require(stage.engine.calls.first)
        #expect(asked.function == "state.single")
        #expect(
            asked.keywords == ["fun": "salt.state", "name": "x", "test": true, "tgt": "*", "concurrent": true])
        let job = try #require(await stage.ledger.jobs(limit: 1).first?.job)
        #expect(job.call.function == "state.orchestrate_single")
        #expect(job.isOrchestration)
        #expect(await stage.ledger.job(job.id)?.returns[stage.orchestrator.identity]?.outcome == .failed)
    }

    @Test func `states that are given as data are run, and those of files shown`() async throws {
        stage.engine.follow { call, _ in FunctionResult(["did": .string(call.function.description)]) }
        let data: Value = ["a": ["test.nop": []]]
        #expect(try await run("state.orchestrate_high", data) == ["m_master": ["did": "state.high"]])
        #expect(stage.engine.calls.last?.keywords["data"] == data)
        for name in ["state.orchestrate_show_sls", "state.orch_show_sls"] as [FunctionName] {
            #expect(try await run(name, "a,b") == ["m_master": ["did": "state.show_sls"]])
            #expect(stage.engine.calls.last?.arguments == [["a", "b"]])
        }
        #expect(await stage.ledger.jobs(limit: 9).map(\.job.call.function) == ["state.orchestrate_high"])
    }

    @Test func `what never comes, has ended or is no orchestration is refused`() async throws {
        let unknown = await #expect(throws: Refusal.self) { _ = try await run("state.pause", "20171130110407769519") }
        #expect(unknown?.description.contains("there is no job 20171130110407769519") == true)
        let jobs = stage.orchestrator.jobs
        _ = try await run("state.orchestrate", "web")
        let ended = try #require(try await jobs.store.jobs(limit: 1).first?.job.id)
        let late = await #expect(throws: Refusal.self) { _ = try await run("state.soft_kill", .string(ended.text)) }
        #expect(late?.description.contains("has ended") == true)
        let own = Job(
            id: try JobID("20171130110407769519"), call: FunctionCall("state.apply"),
            target: Target("web*", type: .glob),
            user: "root", minions: [try MinionID("web1")], expires: 0)
        try await jobs.store.insert(own, reached: [])
        let minions = await #expect(throws: Refusal.self) { _ = try await run("state.pause", .string(own.id.text)) }
        #expect(minions?.description.contains("is not an orchestration") == true)
    }
}
