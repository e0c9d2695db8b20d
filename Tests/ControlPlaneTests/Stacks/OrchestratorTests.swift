import Execution
import Model
import Testing
import Values

@testable import ControlPlane

/// How an orchestration's end closes the action that it began.
@Suite(.timeLimit(.minutes(5)))
struct OrchestratorTests {
    private let stage: StackStage
    private let jid = JobID(microseconds: 5)

    init() async throws {
        stage = try StackStage()
        try await stage.store.record(try StackStage.full(), leftovers: [], of: "app")
    }

    private func orchestrate(
        _ steps: [StackScript.Step], _ action: StackAction, _ version: String, undoing: Bool = true
    )
        async throws -> FunctionResult
    {
        let script = StackScript(stage: stage)
        stage.engine.follow { _, jid in await script.carryOut(steps, action, version, jid, undoing: undoing) }
        return try await stage.orchestrator.run([action.rawValue], keywords: [:], jid: jid, user: "fred") { _ in }
    }

    private func last() async throws -> StackTransition {
        try #require(await stage.store.history(of: "app", limit: 1).first)
    }

    @Test func `an action that finished is closed as it said, once`() async throws {
        let steps = ["stack.begun", "stack.removed", "stack.finished"].map { StackScript.Step(state: $0) }
        let result = try await orchestrate(steps, .deactivate, "1.12")
        #expect(result.retcode == 0)
        #expect(try await last().outcome == .succeeded)
        #expect(try await last().user == "fred")
        #expect(await stage.states() == ["1.13 active", "1.14 release"])
    }

    @Test func `an orchestration that ends in the middle is closed as failed, with what is then`() async throws {
        let result = try await orchestrate(
            [.init(state: "stack.begun"), .init(state: "stack.removed")], .release, "1.15", undoing: false)
        #expect(result.retcode == 4, "1.14 is in release")
        let ended = try await orchestrate(
            [
                .init(state: "stack.begun", arguments: ["replace": true]), .init(state: "stack.removed"),
            ], .release, "1.15", undoing: false)
        #expect(ended.retcode == 0)
        #expect(try await last().outcome == .failed)
        #expect(try await last().detail.contains("without stack.finished or stack.undone"))
        #expect(await stage.states() == ["1.12 inactive", "1.13 active"], "what was replaced does not come back")
        #expect(await stage.left() == ["1.15"], "1.14 is gone, and of 1.15 nobody knows")
    }

    @Test func `a failed action is closed with its cause and what could not be undone`() async throws {
        await stage.fleet.answer("haproxy.routes") { _ in .failed("no answer") }
        let steps = ["stack.begun", "stack.switched", "stack.finished"].map { StackScript.Step(state: $0) }
        let result = try await orchestrate(steps, .activate, "1.14")
        #expect(result.retcode == 1)
        let entry = try await last()
        #expect(entry.outcome == .failed)
        #expect(entry.detail.contains("the switch was not confirmed"))
        #expect(entry.detail.contains("the routes are not confirmed: lb1: no answer"))
        #expect(await stage.states() == ["1.12 inactive", "1.13 active", "1.14 release"])
    }

    @Test func `a refusal by rule ends with 4, a failure with 1`() async throws {
        #expect(try await orchestrate([.init(state: "stack.begun")], .activate, "1.99").retcode == 4)
        await stage.fleet.disconnect(try MinionID("app1"))
        #expect(try await orchestrate([.init(state: "stack.begun")], .activate, "1.14").retcode == 1)
        #expect(await stage.store.history(of: nil, limit: 1).isEmpty)
    }

    @Test func `a recovery stays open until its routes are confirmed`() async throws {
        let plan = try await stage.plan(.activate, "1.14")
        let transition = try await stage.store.begin(
            StackTransition(
                app: "app", action: .activate, version: "1.14", from: .release, to: .active, user: "fred",
                jid: JobID(microseconds: 1), started: 1), expecting: plan.move.before, creating: nil)
        await stage.fleet.answer("haproxy.routes") { _ in .failed("no answer") }
        for isRouted in [false, true] {
            if isRouted { await stage.fleet.answer("haproxy.routes") { _ in nil } }
            await stage.service.begun.begin(BegunMove(plan: plan, transition: transition, isRecovery: true), by: jid)
            _ = try await orchestrate([.init(state: "stack.undone")], .activate, "1.14", undoing: false)
            #expect(await stage.store.openTransitions().isEmpty == isRouted)
        }
        #expect(try await last().outcome == .failed)
        #expect(await stage.states() == ["1.12 inactive", "1.13 active", "1.14 release"])
    }

    @Test func `an end that the store does not take is recorded once it does, and no success before`() async throws {
        let identity = stage.orchestrator.identity
        let script = StackScript(stage: stage)
        stage.engine.follow { [stage] _, jid in
            await stage.ledger.refuse([identity])
            await stage.store.fill(true)
            return await script.carryOut([.init(state: "stack.begun")], .activate, "1.14", jid, undoing: false)
        }
        await #expect {
            _ = try await stage.orchestrator.run(["activate"], keywords: [:], jid: jid, user: "fred") { _ in }
        } throws: { error in
            "\(error)".hasPrefix("the orchestration succeeded, but its end can't be recorded yet: no space is left")
        }
        await stage.orchestrator.recordLateEnds()
        #expect(await stage.ledger.job(jid)?.returns.isEmpty == true)
        #expect(await stage.store.openTransitions().count == 1)
        // The two are filled by themselves.
        await stage.ledger.refuse([])
        await stage.orchestrator.recordLateEnds()
        #expect(await stage.ledger.job(jid)?.returns[identity]?.retcode == 0)
        #expect(await stage.store.openTransitions().count == 1)
        await stage.store.fill(false)
        for _ in 1...2 { await stage.orchestrator.recordLateEnds() }
        #expect(await stage.store.openTransitions().isEmpty)
        #expect(try await last().outcome == .failed)
    }

    @Test func `the ledger has the arguments that were written`() async throws {
        stage.engine.follow { call, _ in
            #expect(call.keywords["concurrent"] == true)
            return FunctionResult([:])
        }
        _ = try await stage.orchestrator.run(["x"], keywords: ["test": true], jid: jid, user: "fred") { _ in }
        let call = try #require(await stage.ledger.job(jid)?.job.call)
        #expect(call == FunctionCall("state.orchestrate", arguments: ["x"], keywords: ["test": true]))
    }

    @Test func `an orchestration that the end of the master cut off has failed, and only that`() async throws {
        let result = try await orchestrate([], .deactivate, "1.12")
        let jobs = stage.orchestrator.jobs
        let cut = JobID(microseconds: 6)
        let identity = stage.orchestrator.identity
        try await jobs.store.insert(
            Job(
                id: cut, call: FunctionCall("state.orchestrate"), target: Target("m_master", type: .list), user: "fred",
                minions: [identity], expires: 6), reached: [identity])
        let heard = await jobs.events.subscribe(glob: "salt/job/\(cut)/ret/*")
        // Whatever is in the way at first.
        await stage.ledger.refuse([identity])
        await stage.orchestrator.endThoseCutOff()
        #expect(try await jobs.store.job(cut)?.returns[identity] == nil)
        await stage.ledger.refuse([])
        for _ in 1...2 { await stage.orchestrator.recordLateEnds() }
        await stage.orchestrator.endThoseCutOff()
        let answer = try #require(try await jobs.store.job(cut)?.returns[identity])
        #expect(answer.outcome == .failed)
        #expect(
            StepFailures(answer.value["data"]?[identity.text] ?? .null).texts
                == ["the master stopped while this orchestration was running"])
        for await event in heard {
            #expect(event.data["outcome"] == "failed")
            break
        }
        #expect(try await jobs.store.job(jid)?.returns[identity]?.retcode == result.retcode)
    }
}
