import Execution
import Model
import Testing
import Values

@testable import Modules

/// What is disabled by the grain `state_runs_disabled`. The answers are Salt 3008.5's.
struct StateDisablingTests {
    private func minion(disabled: [String]) throws -> TestMinion {
        try TestMinion(
            states: [
                "top.sls": "base: {'*': [main]}",
                "main.sls": """
                a: test.nop
                b:
                  test.succeed_with_changes:
                    - require: [test: a]
                c: test.succeed_without_changes
                """,
                "needy.sls": "b: test.succeed_with_changes\nc: {test.nop: [{require: [test: b]}]}\n",
                "web/x.sls": "x: test.nop\n",
            ], grains: ["os": "Debian", "state_runs_disabled": .strings(disabled)])
    }

    private func ids(_ result: FunctionResult) -> [String] {
        result.value.map?.compactMap { $0.value["__id__"]?.string } ?? []
    }

    @Test func `a disabled highstate is refused, and its files can still be applied`() async throws {
        let minion = try minion(disabled: ["highstate"])
        let refusal: Value = [
            "name": "Salt highstate run is disabled. To re-enable, run state.enable highstate", "result": "False",
            "comment": "Disabled",
        ]
        #expect(await minion.run("state.highstate").value == refusal)
        #expect(await minion.run("state.apply").value == refusal)
        #expect(ids(await minion.run("state.apply", "main")) == ["a", "b", "c"])
    }

    @Test func `a disabled file is refused by its name or by the glob of its directory`() async throws {
        let minion = try minion(disabled: ["main", "web.*"])
        let main = await minion.run("state.apply", "main")
        #expect(
            main.value
                == [#"The state file "main" is currently disabled, to re-enable, run state.enable main."#])
        #expect(main.retcode == 1)
        #expect(
            await minion.run("state.sls", "web.x").value
                == [#"The state file "web.x" is currently disabled by "web.*", to re-enable, run state.enable web.*."#])
        #expect(ids(await minion.run("state.apply", "needy")) == ["b", "c"])
    }

    @Test func `a disabled function is as if nobody had declared it, and single states are not concerned`() async throws
    {
        let minion = try minion(disabled: ["test.succeed_with_*"])
        #expect(ids(await minion.run("state.apply", "main")) == ["a", "c"])
        #expect(
            await minion.run("state.show_low_sls", "main").value.list?.compactMap { $0["__id__"]?.string }
                == ["a", "c"])
        let needy = await minion.run("state.apply", "needy").value.list?.first?.string
        #expect(needy?.contains("Referenced state does not exist for requisite [require: (test: b)]") == true)
        #expect(ids(await minion.run("state.single", "test.succeed_with_changes", "x")) == ["x"])
    }
}
