import Execution
import Logging
import Model
import Testing
import Values

@testable import ControlPlane

/// `salt.state` and `salt.function`: who did not do it, and what that makes of the state. The comments are those of Salt
/// 3008's `states/saltmod.py`, with the reasons after them.
struct FleetStateTests {
    private let stage: StackStage
    private let app1: MinionID

    init() async throws {
        stage = try StackStage()
        app1 = try MinionID("app1")
        await stage.fleet.answer("state.sls") { _ in .changed }
        await stage.fleet.answer("test.ping") { _ in .value(true) }
    }

    private func state(
        _ function: String, _ arguments: ValueMap, isTest: Bool = false, jid: JobID? = nil
    ) async throws -> AnyStateFunction.Outcome {
        let known = try #require(stage.catalogue.state(FunctionName(module: "salt", function: function)))
        let standard: ValueMap = function == "state" ? ["sls": "web"] : [:]
        let chunk = LowChunk(
            state: "salt", function: function, name: "test.ping", id: "x",
            arguments: standard.merged(with: arguments), globals: arguments["failhard"].map { ["failhard": $0] } ?? [:])
        let run = RunContext(
            isTest: isTest, minion: try MinionID("m_master"), jid: jid, environment: "base", services: NoServices(),
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        return await known.call(chunk, isTest ? .test : .apply, run)
    }

    private func list(_ ids: String) -> ValueMap { ["tgt": .string(ids), "tgt_type": "list"] }

    @Test(arguments: [[], ""] as [Value])
    func `salt.state without a name of a file is refused`(sls: Value) async throws {
        let outcome = try await state("state", list("app1").merged(with: ["sls": sls]))
        #expect(outcome.result == false)
        #expect(outcome.comment.contains("No highstate or sls specified, no execution made"))
    }

    @Test(arguments: ["state", "function"])
    func `an id that nobody has fails the state and is named`(function: String) async throws {
        let outcome = try await state(function, list("app1,nosuch"))
        #expect(outcome.result == false)
        #expect(outcome.comment.contains("failed on minions: nosuch"))
        #expect(outcome.comment.contains("nosuch: no accepted minion has this id"))
        #expect(outcome.changes["ret"]?.map?.keyTexts == ["app1"])
        let whole = try await state(function, list("app1,app2"))
        #expect(whole.result == true)
    }

    @Test(arguments: ["state", "function"])
    func `the batch of an orchestration that is killed asks nobody any more`(function: String) async throws {
        let (jid, other) = (JobID(microseconds: 1), JobID(microseconds: 2))
        for orchestration in [jid, other] { await stage.service.begun.note(user: "fred", of: orchestration) }
        await stage.service.begun.kill(jid)
        let arguments = list("app1,app2").merged(with: ["batch": 1])
        let outcome = try await state(function, arguments, jid: jid)
        #expect(outcome.result == false)
        #expect(
            outcome.comment.contains("nobody was asked, as the batch was stopped with its orchestration, which was"))
        #expect(try await state(function, arguments, jid: other).result == true)
        _ = await stage.service.begun.forget(jid)
        #expect(await !stage.service.begun.isKilled(jid))
    }

    @Test(arguments: ["state", "function"])
    func `nobody at all is no success`(function: String) async throws {
        let outcome = try await state(function, list("nosuch,other"))
        #expect(outcome.result == false)
        #expect(outcome.comment.hasSuffix("no accepted minion has the id nosuch, other"))
        let glob = try await state(function, ["tgt": "x*"])
        #expect(glob.result == false)
        #expect(glob.comment.hasSuffix("no minion matches 'x*' (glob)"))
    }

    @Test func `a minion is sent what is written, and no argument beside it`() async throws {
        _ = try await state("state", list("app1"))
        _ = try await state("state", list("app1").merged(with: ["queue": true, "concurrent": false]))
        _ = try await state("state", list("app1").merged(with: ["queue": 3]))
        _ = try await state("state", list("app1").merged(with: ["queue": false]))
        let keywords = await stage.fleet.calls(of: "state.sls").map(\.keywords)
        #expect(keywords == [[:], ["queue": true], ["queue": 3], [:]])
    }

    @Test func `who expects no minions gets none`() async throws {
        let expecting = list("nosuch").merged(with: ["expect_minions": false])
        #expect(try await state("state", expecting).result == true)
        // As in Salt, which calls no function on nobody.
        #expect(try await state("function", expecting).result == false)
    }

    @Test(arguments: ["state", "function"])
    func `one that is away or does not answer fails the state`(function: String) async throws {
        await stage.fleet.disconnect(app1)
        let away = try await state(function, ["tgt": "app*"])
        #expect(away.result == false)
        #expect(away.comment.contains("app1: is not connected"))
        await stage.fleet.connect(app1)
        for name in ["state.sls", "test.ping"] {
            await stage.fleet.answer(try FunctionName(name)) { $0.minion.text == "app1" ? .outcome(.timedOut) : nil }
        }
        let silent = try await state(function, ["tgt": "app1"])
        #expect(silent.result == false)
        #expect(silent.comment.contains("app1: did not answer in time"))
    }

    @Test(arguments: ["state", "function"])
    func `what a minion refuses fails the state with the reason`(function: String) async throws {
        for name in ["state.sls", "test.ping"] {
            await stage.fleet.answer(try FunctionName(name)) { call in
                var answer = JobReturn(
                    id: JobID(microseconds: 1), minion: call.minion, function: call.function,
                    value: ["The function \"state.sls\" is running as PID 1"], retcode: 1)
                answer.isRefusal = true
                return .outcome(.returned(answer))
            }
        }
        let outcome = try await state(function, ["tgt": "app1"])
        #expect(outcome.result == false)
        #expect(outcome.comment.contains("app1: The function \"state.sls\" is running as PID 1"))
    }

    @Test(
        arguments: [
            ["expect_minions": false], ["fail_minions": ["lb1", "nosuch"]], ["fail_minions": "nosuch, lb1"],
        ] as [ValueMap])
    func `what is put up with is named and no failure`(tolerance: ValueMap) async throws {
        await stage.fleet.disconnect(try MinionID("lb1"))
        for function in ["state", "function"] {
            let strict = try await state(function, list("app1,lb1,nosuch"))
            #expect(strict.result == false)
            let outcome = try await state(function, list("app1,lb1,nosuch").merged(with: tolerance))
            #expect(outcome.result == true, "\(outcome.comment)")
            #expect(outcome.comment.contains("lb1: is not connected"))
            #expect(outcome.comment.contains("nosuch: no accepted minion has this id"))
        }
    }

    @Test func `so many may fail`() async throws {
        await stage.fleet.disconnect(app1)
        let given = list("app1,app2,nosuch")
        #expect(try await state("state", given.merged(with: ["allow_fail": 1])).result == false)
        #expect(try await state("state", given.merged(with: ["allow_fail": 2])).result == true)
    }

    @Test func `minions that don't do it are not put up with because they are not expected`() async throws {
        await stage.fleet.answer("state.sls") { _ in .failed("broke") }
        let outcome = try await state("state", ["tgt": "app1", "expect_minions": false])
        #expect(outcome.result == false)
        #expect(outcome.comment.contains("broke"))
    }

    @Test(arguments: ["state", "function"])
    func `a batch asks one after the other, and gathers what they say`(function: String) async throws {
        let busy = BusyMinions()
        for name in ["state.sls", "test.ping"] {
            await stage.fleet.answer(try FunctionName(name)) { call in
                await busy.work(call.minion)
                return name == "state.sls" ? .changed : .value(true)
            }
        }
        let outcome = try await state(function, list("app1,app2,lb1,nosuch").merged(with: ["batch": 1]))
        #expect(await busy.most == 1)
        #expect(await busy.asked.map(\.text).sorted() == ["app1", "app2", "lb1"])
        #expect(outcome.result == false)
        #expect(outcome.comment.contains("nosuch: no accepted minion has this id"))
        #expect(outcome.changes["ret"]?.map?.keyTexts.sorted() == ["app1", "app2", "lb1"])
        await busy.expect(3)
        #expect(try await state(function, ["tgt": "*", "batch": "100%"]).result == true)
        #expect(await busy.most == 3)
    }

    @Test(arguments: ["state", "function"])
    func `a batch that fails hard stops, and those that had no turn are named`(function: String) async throws {
        for name in ["state.sls", "test.ping"] {
            await stage.fleet.answer(try FunctionName(name)) { $0.minion.text == "app1" ? .outcome(.timedOut) : nil }
        }
        let outcome = try await state(function, ["tgt": "*", "batch": "1", "failhard": true])
        #expect(outcome.result == false)
        #expect(outcome.comment.contains("app1: did not answer in time"))
        #expect(outcome.comment.contains("app2: was not asked, as the batch was stopped after a failure"))
        #expect(await stage.fleet.calls.map(\.minion) == [app1])
    }

    @Test(arguments: ["0", "x", "-5%"])
    func `what is no size of a batch is refused`(size: String) async throws {
        let outcome = try await state("state", ["tgt": "*", "batch": .string(size)])
        #expect(outcome.result == false)
        #expect(outcome.comment.contains("'\(size)' is not a batch size"))
        #expect(await stage.fleet.calls.isEmpty)
    }

    @Test func `a test run finds out, too`() async throws {
        let outcome = try await state("state", list("app1,nosuch"), isTest: true)
        #expect(outcome.result == false)
        #expect(outcome.comment.contains("nosuch"))
    }

    @Test func `another top file is applied`() async throws {
        let known = try #require(stage.catalogue.state(FunctionName(module: "salt", function: "state")))
        await stage.fleet.answer("state.top") { _ in .changed }
        let run = RunContext(
            minion: try MinionID("m_master"), environment: "base", services: NoServices(),
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        let chunk = LowChunk(
            state: "salt", function: "state", name: "x", id: "x", arguments: ["tgt": "app1", "top": "other.sls"])
        #expect(await known.call(chunk, .apply, run).result == true)
        #expect(await stage.fleet.calls(of: "state.top").count == 1)
    }
}

/// How many minions are at work at once.
private actor BusyMinions {
    private(set) var asked: [MinionID] = []
    private(set) var most = 0
    private var now = 0
    private var expected = 0

    func work(_ minion: MinionID) async {
        asked.append(minion)
        now += 1
        most = max(most, now)
        repeat {
            // Ends early by cancellation only.
            try? await Task.sleep(for: .milliseconds(60))
        } while most < expected && !Task.isCancelled
        now -= 1
    }

    /// From now on nobody is through before so many have been at work at a time.
    func expect(_ count: Int) { expected = count }
}
