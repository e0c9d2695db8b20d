import Execution
import Logging
import Model
import Testing
import Values

@testable import ControlPlane

/// `salt.runner`, `salt.wheel`, `salt.parallel_runners` and `salt.wait_for_event`; results, changes and comments as those of
/// Salt's `states/saltmod.py`.
@Suite(.timeLimit(.minutes(5)))
struct MasterStateTests {
    private let master: TestMaster
    private let reach: MasterReach

    init() async throws {
        master = try await TestMaster(["web1": [:]])
        reach = MasterReach(events: master.events)
        let states: Value = [
            "test_|-a_|-a_|-nop": ["result": true, "changes": [:], "__id__": "a", "comment": ""],
            "salt_|-b_|-b_|-state": [
                "result": true, "__id__": "b", "comment": "",
                "changes": ["out": "highstate", "ret": ["web1": ["x": ["changes": ["new": 1]]]]],
            ],
        ]
        let broken: Value = [
            "test_|-c_|-c_|-nop": ["result": false, "changes": [:], "__id__": "c", "comment": "broke"]
        ]
        let runners = try master.runners([
            .init(name: "test.echo", summary: "", parameters: [.required("text"), .optional("times", 1)]) {
                given, call in
                FunctionResult(["text": given["text"], "times": given["times"], "user": .string(call.user)])
            },
            .init(name: "test.env", summary: "", parameters: [.optional("saltenv")]) { given, _ in
                FunctionResult(given["saltenv"])
            },
            .init(name: "test.no", summary: "", parameters: []) { _, _ in FunctionResult(false, retcode: 1) },
            .init(name: "test.throw", summary: "", parameters: []) { _, _ in throw Diagnostic("it broke") },
            .init(name: "orch.good", summary: "", parameters: []) { _, _ in
                FunctionResult(["data": ["m_master": states], "outputter": "highstate", "retcode": 0])
            },
            .init(name: "orch.bad", summary: "", parameters: []) { _, _ in
                FunctionResult(["data": ["m_master": broken], "outputter": "highstate", "retcode": 1], retcode: 1)
            },
        ])
        let wheels = RunnerService(
            identity: try MinionID("test_master"), jobs: master.jobs,
            runners: [
                .init(name: "key.accept", summary: "", parameters: [.required("match")]) { given, _ in
                    FunctionResult(["minions": [given["match"]]])
                }
            ])
        reach.connect(runners: runners, wheels: wheels)
    }

    private func state(
        _ function: String, _ name: String, _ arguments: ValueMap = [:], mode: AnyStateFunction.Mode = .apply
    ) async throws -> AnyStateFunction.Outcome {
        let service = try StackStage().service
        let catalogue = MasterCatalogue.catalogue(extending: Catalogue(), stacks: service, master: reach)
        let known = try #require(catalogue.state(FunctionName(module: "salt", function: function)))
        let chunk = LowChunk(
            state: "salt", function: function, name: name, id: "x", environment: "dev", arguments: arguments)
        let run = RunContext(
            minion: try MinionID("m_master"), environment: "dev", services: NoServices(), logger: master.jobs.logger)
        return await known.call(chunk, mode, run)
    }

    @Test func `a runner is called with its arguments, and its return is a change`() async throws {
        let heard = await master.events.subscribe(glob: "salt/run/*/ret")
        let outcome = try await state("runner", "test.echo", ["arg": ["hello"], "times": 2])
        #expect(outcome.result == true)
        #expect(outcome.comment == "Runner function 'test.echo' executed.")
        #expect(outcome.changes == ["return": ["text": "hello", "times": 2, "user": "orchestration"]])
        for await event in heard {
            #expect(event.data["jid"] == outcome.extra["__jid__"])
            break
        }
        let named = try await state("runner", "test.echo", ["kwarg": ["text": "hi"], "times": 3])
        #expect(named.changes["return"]?["times"] == 3)
    }

    @Test func `a runner that takes an environment has that of the state`() async throws {
        #expect(try await state("runner", "test.env").changes == ["return": "dev"])
    }

    @Test func `a runner that fails fails its state, with the reason`() async throws {
        let refused = try await state("runner", "test.no")
        #expect(refused.result == false)
        #expect(refused.comment == "Runner function 'test.no' failed.")
        #expect(refused.changes == ["return": false])
        #expect(try await state("runner", "test.throw").comment == "Runner function 'test.throw' failed.\nit broke")
        let gone = try await state("runner", "test.gone")
        #expect(gone.result == false)
        #expect(gone.comment.contains("'test.gone' is not available on the master"))
        let orchestration = try await state("runner", "orch.bad")
        #expect(orchestration.comment == "Runner function 'orch.bad' failed.\nc: broke")
    }

    @Test func `a wheel is called, too`() async throws {
        let outcome = try await state("wheel", "key.accept", ["match": "web2"])
        #expect(outcome.result == true)
        #expect(outcome.comment == "Wheel function 'key.accept' executed.")
        #expect(outcome.changes == ["return": ["minions": ["web2"]]])
        #expect(try await state("wheel", "test.echo", ["text": "x"]).result == false)
    }

    @Test(
        arguments: [
            ("runner", "test.no", [:], "Runner function 'test.no' would be executed."),
            ("wheel", "key.accept", ["match": "x"], "Wheel function 'key.accept' would be executed."),
            ("wait_for_event", "a/*", ["id_list": ["x"]], "Orchestration would wait for event 'a/*'"),
            ("parallel_runners", "p", ["runners": "test.no"], "Runner functions 'test.no' would be executed."),
        ] as [(String, String, ValueMap, String)])
    func `a test run only tells`(function: String, name: String, arguments: ValueMap, comment: String) async throws {
        let heard = await master.events.subscribe(glob: "*")
        let outcome = try await state(function, name, arguments, mode: .test)
        #expect(outcome.result == nil)
        #expect(outcome.comment == comment)
        #expect(outcome.changes == [:])
        await master.events.publish(Event(tag: "end", data: [:]))
        for await event in heard {
            #expect(event.tag == "end")
            break
        }
    }

    @Test func `runners run at once, and each one's return is told by its id`() async throws {
        let outcome = try await state(
            "parallel_runners", "p",
            [
                "runners": [
                    "one": [["name": "test.echo"], ["kwarg": ["text": "a"]]], "test.env": nil,
                ]
            ])
        #expect(outcome.result == true)
        #expect(outcome.comment == "All runner functions executed successfully.")
        #expect(outcome.changes["ret"]?["one"]?["text"] == "a")
        #expect(outcome.changes["ret"]?["test.env"] == "dev")
    }

    @Test func `of orchestrations the changes of their states are told`() async throws {
        let outcome = try await state("parallel_runners", "p", ["runners": ["a": [["name": "orch.good"]]]])
        #expect(outcome.result == true)
        #expect(
            outcome.changes == ["a": ["m_master": ["salt_|-b_|-b_|-state": ["web1": ["x": ["changes": ["new": 1]]]]]]])
    }

    @Test func `one runner that fails fails the state, the others are told`() async throws {
        let outcome = try await state(
            "parallel_runners", "p",
            ["runners": ["a": [["name": "orch.good"]], "b": [["name": "orch.bad"]], "test.throw": nil]])
        #expect(outcome.result == false)
        #expect(outcome.comment == "Runner b failed.\nc: broke\nRunner test.throw failed.\nit broke")
    }

    @Test(
        arguments: [
            ["a": [["nam": "test.echo"]]], ["a": ["test.echo"]], ["a": [["name": "noname"]]],
            ["a": [["kwarg": "text"]]], [1], nil,
        ] as [Value])
    func `runners that are written wrong are refused`(runners: Value) async throws {
        #expect(try await state("parallel_runners", "p", ["runners": runners]).result == false)
    }

    /// Publishes events once the state listens.
    private func waiting(
        _ arguments: ValueMap, for events: [Event]
    ) async throws -> AnyStateFunction.Outcome {
        let others = await master.events.listenerCount
        async let outcome = state("wait_for_event", "deploy/*", arguments)
        #expect(await eventually { await master.events.listenerCount > others })
        for event in events { await master.events.publish(event) }
        return try await outcome
    }

    @Test func `it waits until every id was seen`() async throws {
        let events = [
            Event(tag: "deploy/a", data: ["id": "web9"]), Event(tag: "other", data: ["id": "web3"]),
            Event(tag: "deploy/b", data: ["id": "web1"]), Event(tag: "deploy/b", data: ["id": "web1"]),
            Event(tag: "deploy/c", data: ["data": ["id": "web2"]]),
            Event(tag: "deploy/d", data: ["id": ["web7", "web3"]]),
        ]
        let outcome = try await waiting(["id_list": ["web1", "web2", "web3"]], for: events)
        #expect(outcome.result == true)
        #expect(outcome.comment.hasPrefix("All events seen in "))
        #expect(outcome.changes == ["minions_seen": ["web1", "web2", "web3"]])
    }

    @Test func `it gives up after its time, and tells who is missing`() async throws {
        let outcome = try await waiting(
            ["id_list": ["db1", "db2"], "event_id": "name", "timeout": "1s"],
            for: [Event(tag: "deploy/a", data: ["name": "db2", "id": "db1"])])
        #expect(outcome.result == false)
        #expect(outcome.comment == "Timeout value reached.\nNot seen: db1")
        #expect(outcome.changes == ["minions_seen": ["db2"]])
    }

    @Test func `orchestrations that start one another come to an end`() async throws {
        let circle = MasterReach(events: master.events)
        let runners = try master.runners([
            .init(name: "test.again", summary: "", parameters: []) { _, _ in
                let answer = try await circle.run(FunctionCall("test.again"), .runner, environment: "base")
                if let problem = answer.problem { throw Diagnostic(problem) }
                return answer.result
            }
        ])
        circle.connect(runners: runners, wheels: runners)
        let answer = try await circle.run(FunctionCall("test.again"), .runner, environment: "base")
        #expect(answer.problem?.contains("looks like a circle") == true)
    }
}
