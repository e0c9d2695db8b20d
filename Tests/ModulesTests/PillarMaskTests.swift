import Execution
import Model
import Testing
import Values

@testable import Modules

/// Expectations: Salt 3008.5.
struct PillarMaskTests {
    private func minion(_ options: ValueMap = [:]) throws -> TestMinion {
        try TestMinion(
            states: ["t.sls": "x:\n  test.nop:\n    - name: {{ salt['pillar.get']('password') }}\n"],
            pillar: [
                "top.sls": "base: {'*': [a]}\n",
                "a.sls": "{password: s3cret, n: 5, zero: 0, empty: '', nul: null, flag: true, list: [a, 0, {x: y}]}\n",
            ], options: options)
    }

    private let masked: Value = [
        "password": "**********", "n": "**********", "zero": 0, "empty": "", "nul": nil, "flag": "**********",
        "list": ["**********", 0, ["x": "**********"]],
    ]

    @Test(arguments: ["pillar.items", "pillar.data"] as [FunctionName])
    func `the whole pillar is masked unless it is asked for`(function: FunctionName) async throws {
        let minion = try minion()
        #expect(await minion.run(function).value == masked)
        #expect(await minion.run(function, keywords: ["unmask": true]).value["password"] == "s3cret")
    }

    @Test func `single values, and the default, are masked`() async throws {
        let minion = try minion()
        #expect(await minion.run("pillar.get", "password").value == "**********")
        #expect(await minion.run("pillar.get", "zero").value == 0)
        #expect(await minion.run("pillar.get", "none", "x").value == "**********")
        #expect(await minion.run("pillar.item", "password", "zero").value == ["password": "**********", "zero": 0])
        #expect(await minion.run("pillar.raw", "password").value == "s3cret")
        #expect(await minion.run("pillar.raw", "password", keywords: ["unmask": false]).value == "**********")
    }

    @Test func `the configuration shows items only`() async throws {
        let minion = try minion(["pillar_mask_output": false])
        #expect(await minion.run("pillar.items").value["password"] == "s3cret")
        #expect(await minion.run("pillar.get", "password").value == "**********")
    }

    @Test func `templates see values`() async throws {
        let result = await (try minion()).run("state.apply", "t")
        #expect(result.value.map?.first?.value["name"] == "s3cret")
    }
}
