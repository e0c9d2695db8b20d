import Execution
import Model
import Testing
import Values

@testable import Modules

struct ExecutionFunctionTests {
    @Test func `an unknown function is said not to be available`() async throws {
        let result = await (try TestMinion()).run("test.pong")
        #expect(result.value == "'test.pong' is not available. Did you mean 'test.ping'?")
        #expect(result.retcode == 254)
    }

    @Test func `wrong arguments are told as Salt tells them`() async throws {
        let minion = try TestMinion()
        let unknown = await minion.run("test.ping", keywords: ["x": 1])
        #expect(
            unknown.value.string?.hasPrefix(
                "ERROR executing 'test.ping': The following keyword arguments are not valid") == true)
        let missing = await minion.run("test.echo")
        #expect(missing.value.string?.hasPrefix("Passed invalid arguments to test.echo") == true)
        #expect(missing.retcode == 1)
    }

    @Test func `arguments come back as they were given`() async throws {
        let minion = try TestMinion()
        let result = await minion.run("test.arg", 1, "a", keywords: ["k": [true]])
        #expect(result.value == ["args": [1, "a"], "kwargs": ["k": [true]]])
        #expect(await minion.run("test.retcode", 7).retcode == 7)
    }

    @Test func `commands are run by a shell`() async throws {
        let minion = try TestMinion()
        #expect(await minion.run("cmd.run", "echo a | tr a b").value == "b")
        #expect(await minion.run("cmd.run", "echo 'a b' | cat", keywords: ["python_shell": false]).value == "a b | cat")
        let all = await minion.run("cmd.run_all", "echo x >&2; exit 2")
        #expect(all.value["stderr"] == "x")
        #expect(all.value["retcode"] == 2)
        #expect(all.retcode == 2)
        #expect(await minion.run("cmd.retcode", "exit 5").value == 5)
        #expect(await minion.run("cmd.which", "sh").value.string?.hasSuffix("/sh") == true)
        #expect(await minion.run("cmd.has_exec", "no-such-program").value == false)
    }

    @Test func `pillar and grains are looked up by path`() async throws {
        let minion = try TestMinion(
            pillar: ["top.sls": "base: {'*': [a]}\n", "a.sls": "app: {ports: [80, {name: x}]}\n"],
            grains: ["os": "Debian", "deep": ["a": 1]])
        let plain: ValueMap = ["unmask": true]
        #expect(await minion.run("pillar.get", "app:ports:0", keywords: plain).value == 80)
        #expect(await minion.run("pillar.get", "app:ports:name", keywords: plain).value == "x")
        #expect(await minion.run("pillar.get", "no:where", "d", keywords: plain).value == "d")
        #expect(await minion.run("pillar.items", keywords: plain).value == ["app": ["ports": [80, ["name": "x"]]]])
        #expect(await minion.run("pillar.keys", "app").value == ["ports"])
        #expect(await minion.run("grains.get", "deep:a").value == 1)
        #expect(await minion.run("grains.item", "os", "no").value == ["os": "Debian", "no": ""])
        #expect(await minion.run("config.get", "deep:a").value == 1)
    }

    @Test func `a lookup is filtered by a grain over a base, and merged over`() async throws {
        let lookup: Value = ["default": ["p": "d"], "Deb*": ["p": "apache2"], "base": ["q": 1, "p": "b"]]
        let minion = try TestMinion()
        let keywords: ValueMap = ["grain": "os", "base": "base", "merge": ["r": 2]]
        #expect(
            await minion.run("grains.filter_by", lookup, keywords: keywords).value == ["q": 1, "p": "apache2", "r": 2])
        #expect(await minion.run("grains.filter_by", lookup, keywords: ["grain": "none"]).value == ["p": "d"])
    }

    @Test func `targets are matched`() async throws {
        let minion = try TestMinion()
        #expect(await minion.run("match.compound", "G@os:Debian and web*").value == true)
        #expect(await minion.run("match.glob", "db*").value == false)
        let lookup: Value = ["db*": 1, "web*": 2]
        #expect(await minion.run("match.filter_by", lookup).value == 2)
    }

    @Test(arguments: [("result: false", 1), ("success: null", 1), ("result: true", 0), ("other: false", 0)])
    func `a dictionary that calls itself a failure is one`(text: String, retcode: Int) async throws {
        let minion = try TestMinion()
        let result = await minion.run(
            "slsutil.renderer", keywords: ["string": .string(text), "default_renderer": "yaml"])
        #expect(result.retcode == retcode)
    }

    @Test func `templates and files of the tree are rendered and read`() async throws {
        let minion = try TestMinion(states: ["m.sls": "a: {{ 1 + 1 }}\n", "d/init.sls": "{}\n", "f.txt": "t\n"])
        #expect(await minion.run("slsutil.renderer", "salt://m.sls").value == ["a": 2])
        #expect(
            await minion.run("slsutil.renderer", keywords: ["string": "{{ x }}", "default_renderer": "jinja", "x": 3])
                .value == "3")
        #expect(await minion.run("cp.list_states").value == ["d", "m"])
        #expect(await minion.run("cp.get_file_str", "salt://f.txt").value == "t\n")
        #expect(await minion.run("slsutil.dir_exists", "d").value == true)
    }

    @Test func `maps are merged by the strategy`() async throws {
        let minion = try TestMinion()
        #expect(
            await minion.run("slsutil.merge", ["a": ["x": 1]], ["a": ["y": 2]]).value == ["a": ["x": 1, "y": 2]])
        #expect(
            await minion.run("slsutil.merge", ["a": ["x": 1]], ["a": ["y": 2]], keywords: ["strategy": "overwrite"])
                .value == ["a": ["y": 2]])
    }

    @Test func `every function is documented and lists itself`() async throws {
        let minion = try TestMinion()
        let names = try #require(await minion.run("sys.list_functions").value.list)
        #expect(names.contains("state.apply"))
        let documents = try #require(await minion.run("sys.doc").value.map)
        #expect(documents.count == names.count)
        #expect(documents["test.echo"]?.string?.contains("test.echo(text)") == true)
    }

    @Test func `a running call is listed and can be ended`() async throws {
        let minion = try TestMinion()
        let jid = try JobID("20260101000000000000")
        let sleeper = Task {
            await minion.engine.run(FunctionCall("test.sleep", arguments: [60]), jid: jid)
        }
        while await minion.run("saltutil.find_job", .string(jid.text)).value == [:] { await Task.yield() }
        _ = await minion.run("saltutil.kill_job", .string(jid.text))
        #expect(await sleeper.value.retcode == 1)
    }
}
