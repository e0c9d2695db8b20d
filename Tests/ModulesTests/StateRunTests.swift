import Execution
import Model
import Testing
import Values

@testable import Modules

struct StateRunTests {
    @Test func `an SLS file is applied with its pillar and grains`() async throws {
        let minion = try TestMinion(
            states: [
                "web/init.sls": """
                say:
                  test.show_notification:
                    - text: "{{ pillar['app']['version'] }} on {{ grains['os'] }} {{ salt['test.echo']('x') }}"
                change:
                  test.succeed_with_changes:
                    - require: [{test: say}]
                """
            ],
            pillar: ["top.sls": "base:\n  'web*': [app]\n", "app.sls": "app: {version: '1.14'}\n"])
        let result = await minion.run("state.apply", "web")
        #expect(result.retcode == 0)
        #expect(result.outputter == "highstate")
        let tags = result.value.map?.keyTexts
        #expect(tags == ["test_|-say_|-say_|-show_notification", "test_|-change_|-change_|-succeed_with_changes"])
        #expect(result.value["test_|-say_|-say_|-show_notification"]?["comment"] == "1.14 on Debian x")
        let override = await minion.run("state.sls", "web", keywords: ["pillar": "{app: {version: '2'}}"])
        #expect(override.value["test_|-say_|-say_|-show_notification"]?["comment"] == "2 on Debian x")
    }

    @Test func `the highstate is what the top file assigns`() async throws {
        let minion = try TestMinion(states: [
            "top.sls": "base:\n  '*': [a]\n  'db*': [b]\n", "a.sls": "x: {test.nop: []}\n",
            "b.sls": "y: {test.nop: []}\n",
        ])
        let result = await minion.run("state.apply")
        #expect(result.value.map?.keyTexts == ["test_|-x_|-x_|-nop"])
        #expect(await minion.run("state.show_top").value == ["base": ["a"]])
        #expect(await minion.run("state.show_states").value == ["a"])
    }

    /// As `salt-call state.sls '[]'` and the like of Salt 3008.5 do.
    @Test func `no names are a highstate for state.apply and state.test alone`() async throws {
        let minion = try TestMinion(states: [
            "top.sls": "base: {'*': [a]}\n", "a.sls": "x: {test.nop: []}\n", "init.sls": "z: {test.nop: []}\n",
        ])
        for function in ["state.apply", "state.test"] as [FunctionName] {
            for names in [[], ""] as [Value] {
                #expect(await minion.run(function, names).value.map?.keyTexts == ["test_|-x_|-x_|-nop"])
            }
        }
        let nothing = await minion.run("state.sls", [])
        #expect(nothing.value == [:] && nothing.retcode == 2)
        #expect(await minion.run("state.sls", keywords: ["mods": []]).value == [:])
        #expect(await minion.run("state.show_sls", []).value == [:])
        #expect(await minion.run("state.show_low_sls", []).value == [])
        for refused in [
            await minion.run("state.sls", ""), await minion.run("state.show_sls", ""),
            await minion.run("state.sls_id", "x", ""),
        ] {
            #expect(refused.value.list?.first?.string?.contains("No matching sls found for '' in env 'base'") == true)
            #expect(refused.retcode != 0)
        }
    }

    @Test func `another top file can be given`() async throws {
        let minion = try TestMinion(states: [
            "top.sls": "base: {'*': [a]}\n", "other.sls": "base: {'*': [b]}\n", "a.sls": "x: {test.nop: []}\n",
            "b.sls": "y: {test.nop: []}\n",
        ])
        #expect(await minion.run("state.top", "other.sls").value.map?.keyTexts == ["test_|-y_|-y_|-nop"])
        let missing = await minion.run("state.top", "gone.sls")
        #expect(missing.value["no_|-states_|-states_|-None"]?["result"] == false)
        #expect(missing.retcode == 2)
    }

    @Test func `without a match there is one failed state`() async throws {
        let result = await (try TestMinion(states: ["top.sls": "base:\n  'db*': [b]\n"])).run("state.highstate")
        #expect(result.value["no_|-states_|-states_|-None"]?["result"] == false)
        #expect(result.retcode != 0)
    }

    @Test func `a state of no file has null in the place of its name, as Salt's`() async throws {
        let minion = try TestMinion(states: ["web.sls": "x: test.nop\n"])
        let tag = "test_|-x_|-x_|-nop"
        #expect(await minion.run("state.single", "test.nop", "x").value[tag]?["__sls__"] == .null)
        #expect(await minion.run("state.high", ["x": ["test": ["nop"]]]).value[tag]?["__sls__"] == .null)
        #expect(await minion.run("state.apply", "web").value[tag]?["__sls__"] == "web")
    }

    @Test func `a missing SLS file is a list of messages`() async throws {
        let result = await (try TestMinion()).run("state.apply", "nosuch")
        #expect(result.value.list?.first?.string?.contains("No matching sls found for 'nosuch' in env 'base'") == true)
        #expect(result.retcode == 1)
    }

    @Test func `a pillar that does not render stops the run with code 5`() async throws {
        let minion = try TestMinion(
            states: ["a.sls": "x: {test.nop: []}\n"],
            pillar: ["top.sls": "base: {'*': [broken]}\n", "broken.sls": "a: {{ nothing }}\n"])
        let result = await minion.run("state.apply", "a")
        #expect(result.retcode == 5)
        #expect(result.value.list?.first == "Pillar failed to render with the following messages:")
        #expect(result.value.list?.count == 2)
        #expect(await minion.run("test.ping").value == true)
    }

    @Test func `a failed state gives code 2, and a test run none`() async throws {
        let minion = try TestMinion(states: [
            "a.sls": "x: {test.fail_without_changes: []}\ny: {test.succeed_with_changes: []}\n"
        ])
        #expect(await minion.run("state.apply", "a").retcode == 2)
        let tested = await minion.run("state.apply", "a", keywords: ["test": true])
        #expect(tested.value["test_|-y_|-y_|-succeed_with_changes"]?["result"] == .null)
    }

    @Test func `a second run is refused, waits in a queue, or runs beside`() async throws {
        let scratch = try Scratch()
        defer { scratch.remove() }
        // The first run goes on until it is told to end.
        let line = "while [ ! -e \(scratch.file("end")) ]; do sleep 0.02; done"
        let minion = try TestMinion(states: [
            "slow.sls": "\"\(line)\": {cmd.run: [{timeout: 60}]}\n", "quick.sls": "x: {test.nop: []}\n",
        ])
        async let slow = minion.run("state.apply", "slow")
        while await minion.run("state.running").value == [] { try await Task.sleep(for: .milliseconds(5)) }
        let refused = await minion.run("state.apply", "quick")
        #expect(refused.isRefusal)
        #expect(refused.value.list?.first?.string?.hasPrefix("The function \"state.apply\" is running as PID ") == true)
        #expect(refused.retcode == 1)
        #expect(await minion.run("state.apply", "quick", keywords: ["concurrent": true]).retcode == 0)
        async let queued = minion.run("state.apply", "quick", keywords: ["queue": true])
        try scratch.write("", to: "end")
        #expect(await slow.retcode == 0)
        #expect(await queued.value.map?.count == 1)
    }

    @Test func `queue is a boolean or how many runs may be before, and anything else is refused`() async throws {
        let scratch = try Scratch()
        defer { scratch.remove() }
        let line = "while [ ! -e \(scratch.file("end")) ]; do sleep 0.02; done"
        let minion = try TestMinion(states: [
            "slow.sls": "\"\(line)\": {cmd.run: [{timeout: 60}]}\n", "quick.sls": "x: {test.nop: []}\n",
        ])
        for value in ["nope", 1.5, [true]] as [Value] {
            let wrong = await minion.run("state.apply", "quick", keywords: ["queue": value])
            #expect(wrong.retcode == 1)
            #expect(wrong.value.string?.contains("'queue' must be true, false or a whole number, not ") == true)
        }
        let text = await minion.run("state.apply", "quick", keywords: ["concurrent": "nope"])
        #expect(text.value.string?.contains("'concurrent' must be true or false, not 'nope'") == true)
        // With nobody in the way any number will do.
        #expect(await minion.run("state.apply", "quick", keywords: ["queue": 1]).retcode == 0)
        async let slow = minion.run("state.apply", "slow")
        while await minion.run("state.running").value == [] { try await Task.sleep(for: .milliseconds(5)) }
        // As Salt's `_wait(jid, max_queue=1)` with one run before it.
        #expect(await minion.run("state.apply", "quick", keywords: ["queue": 1]).isRefusal)
        async let second = minion.run("state.apply", "quick", keywords: ["queue": 5])
        async let unlimited = minion.run("state.apply", "quick", keywords: ["queue": 0])
        try scratch.write("", to: "end")
        #expect(await slow.retcode == 0)
        #expect(await [second, unlimited].map(\.retcode) == [0, 0])
    }

    @Test func `state runs that wait have their turns by their jobs' ids, whichever comes first`() async throws {
        let scratch = try Scratch()
        defer { scratch.remove() }
        let minion = try TestMinion(states: [
            "mark.sls": "'echo {{ pillar.number }} >> \(scratch.file("order"))': {cmd.run: []}\n"
        ])
        func call(_ number: Int) -> FunctionCall {
            FunctionCall(
                "state.apply", arguments: ["mark"],
                keywords: ["queue": true, "pillar": ["number": .int(number)]])
        }
        let ids = (1...4).map { JobID(microseconds: Int64($0)) }
        for (index, jid) in ids.enumerated() { await minion.engine.expect(call(index), jid: jid) }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for (index, jid) in ids.enumerated().reversed() {
                group.addTask { #expect(await minion.engine.run(call(index), jid: jid).retcode == 0) }
                // Long enough for one that does not wait to be done.
                try await Task.sleep(for: .milliseconds(100))
            }
            try await group.waitForAll()
        }
        #expect(try scratch.read("order") == "0\n1\n2\n3\n")
    }

    @Test func `a job that never comes to its turn keeps nobody waiting`() async throws {
        let minion = try TestMinion(states: ["a.sls": "x: {test.nop: []}\n"])
        let (bad, good) = (JobID(microseconds: 1), JobID(microseconds: 2))
        let wrong = FunctionCall("state.apply", arguments: ["a"], keywords: ["nosuch": 1])
        let right = FunctionCall("state.apply", arguments: ["a"], keywords: ["queue": true])
        await minion.engine.expect(wrong, jid: bad)
        await minion.engine.expect(right, jid: good)
        async let waiting = minion.engine.run(right, jid: good)
        #expect(await minion.engine.run(wrong, jid: bad).retcode == 1)
        #expect(await waiting.retcode == 0)
    }

    /// As in Salt, where a job is not in its own way (`state.running`).
    @Test(arguments: [false, true])
    func `a state run within a state run has its turn`(queues: Bool) async throws {
        let minion = try TestMinion(states: [
            "outer.sls": """
            call:
              module.run:
                - state.apply:
                  - inner
                  - queue: \(queues)
            after: {test.nop: []}
            """,
            "inner.sls": "x: {test.succeed_with_changes: []}\n",
        ])
        let result = await minion.run("state.apply", "outer")
        #expect(result.retcode == 0, "\(result.value)")
        #expect(result.value.map?.count == 2)
    }

    @Test func `declarations and chunks are shown without being run`() async throws {
        let minion = try TestMinion(states: ["a.sls": "x:\n  test.fail_with_changes:\n    - name: z\n"])
        let high = await minion.run("state.show_sls", "a").value
        #expect(high["x"]?["__sls__"] == "a")
        let low = await minion.run("state.show_low_sls", "a").value
        #expect(low.list?.first?["fun"] == "fail_with_changes")
        #expect(low.list?.first?["name"] == "z")
        #expect(await minion.run("state.sls_exists", "a").value == true)
        #expect(await minion.run("state.sls_exists", "a,b").value == false)
    }

    @Test func `watching runs a command again, and a wait only then`() async throws {
        let minion = try TestMinion(states: [
            "a.sls": """
            change: {test.succeed_with_changes: []}
            echo waited:
              cmd.wait:
                - watch: [{test: change}]
            echo idle: {cmd.wait: []}
            """
        ])
        let result = await minion.run("state.apply", "a").value
        #expect(result["cmd_|-echo waited_|-echo waited_|-wait"]?["changes"]?["stdout"] == "waited", "\(result)")
        #expect(result["cmd_|-echo idle_|-echo idle_|-wait"]?["changes"] == [:])
    }

    @Test func `module states call functions`() async throws {
        let minion = try TestMinion(states: [
            "a.sls": """
            new:
              module.run:
                - test.echo: [{text: hi}]
            test.arg:
              module.run:
                - args: [1]
                - kwargs: {k: v}
            """,
            "b.sls": """
            test.arg:
              module.run:
                - args: [1]
                - kwargs: [{test: True}]
            """,
        ])
        let result = await minion.run("state.apply", "a").value
        #expect(result["module_|-new_|-new_|-run"]?["changes"] == ["test.echo": "hi"], "\(result)")
        #expect(result["module_|-new_|-new_|-run"]?["comment"] == "test.echo: hi")
        let legacy = result["module_|-test.arg_|-test.arg_|-run"]
        #expect(legacy?["changes"] == ["ret": ["args": [1], "kwargs": ["k": "v"]]])
        #expect(legacy?["comment"] == "Module function test.arg executed")
        let wrong = await minion.run("state.apply", "b").value["module_|-test.arg_|-test.arg_|-run"]
        #expect(wrong?["result"] == false, "Salt: 'kwargs' must be a dict.")
        #expect(wrong?["comment"]?.string?.contains("'kwargs' must be a mapping, not a list") == true)
    }
}
