import Execution
import Model
import Testing
import Values

/// `aggregate`: the first state of its kind does the work of those that could run as well.
struct AggregationTests {
    private static let states = """
        one: {pkg.installed: [{name: a}]}
        two: {pkg.installed: [{pkgs: [b, {c: '2'}]}]}
        late: {pkg.installed: [{name: d}, {require: [{test: between}]}]}
        between: {test.nop: [{require: [{pkg: one}]}]}
        maybe: {pkg.installed: [{name: e}, {unless: 'true'}]}
        alone: {pkg.installed: [{name: f}, {aggregate: false}]}
        """

    private func comments(_ options: ValueMap) async throws -> (comments: ValueMap, log: [String]) {
        let candidates = Dictionary(uniqueKeysWithValues: ["a", "b", "d", "e", "f"].map { ($0, "1") })
        let host = FakeHost(.init(candidates: candidates))
        let minion = try TestMinion(states: ["s.sls": Self.states], options: options, host: host.writer)
        let result = try #require(await minion.run("state.apply", "s").value.map)
        var comments: ValueMap = [:]
        for state in result.map(\.value) { comments[state["__id__"]?.string ?? ""] = state["comment"] }
        return (comments, host.log)
    }

    @Test func `states whose requisites are met are carried out as one, and find it done`() async throws {
        let (comments, log) = try await comments(["state_aggregate": ["pkg"]])
        #expect(comments["one"] == "The following packages were installed/updated: a, b, c=2")
        #expect(comments["two"]?.string?.hasPrefix("All specified packages are already installed") == true)
        #expect(comments["late"] == "The following packages were installed/updated: d")
        #expect(comments["alone"] == "The following packages were installed/updated: f")
        #expect(log.filter { $0.hasPrefix("install") }.prefix(3) == ["install a", "install b", "install c"])
    }

    @Test func `without the option each is carried out in its turn`() async throws {
        let (comments, _) = try await comments([:])
        #expect(comments["one"] == "The following packages were installed/updated: a")
        #expect(comments["two"] == "The following packages were installed/updated: b, c=2")
    }
}
