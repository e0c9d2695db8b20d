import Execution
import Glibc
import Host
import Model
import Testing
import Values

@testable import Modules

/// The cases of `Fixtures/machine`, each applied as a test, for real and once more, beside what Salt 3008.5 made of it.
struct MachineCaseTests {
    static let topics = [
        "cron", "archive", "cached", "decode", "git", "http", "ini", "locale", "mount", "pkg", "pkgrepo", "sysctl",
        "ssh_auth",
        "ssh_known_hosts", "file_edit", "file_place", "file_managed", "file_directory",
    ]

    @Test func `every difference is of a case that is there`() throws {
        var names: [String: Set<String>] = [:]
        for name in Self.topics {
            let topic = try MachineTopic(name)
            defer { topic.remove() }
            let key = name.hasPrefix("file_") ? "file_" : name
            names[key, default: ["log", "real"]].formUnion(topic.cases.map(\.name))
        }
        for (topic, cases) in names {
            #expect(Set(MachineDifferences.of(topic).flatMap(\.cases)).subtracting(cases) == [])
            #expect(cases.count > 2)
        }
    }

    /// Salt answered root.
    @Test(.enabled(if: geteuid() == 0, "the machine can be changed by root only"), arguments: topics)
    func `states of the machine end as Salt's do`(name: String) async throws {
        let topic = try MachineTopic(name)
        defer { topic.remove() }
        let expected = try topic.expectation()
        let minion = try await topic.minion()
        for run in ["test", "apply", "again"] {
            let result = await minion.run(
                FunctionCall(
                    "state.apply", arguments: ["states"],
                    keywords: ["pillar": topic.pillar, "test": .bool(run == "test")]),
                jid: nil)
            let returns = try #require(result.value.map, "\(result.value)")
            for item in topic.cases {
                let wanted = try #require(expected[item.name], "\(item.name)")
                let ours = try item.ids.map { id in
                    let state = try #require(returns.values.first { $0["__id__"] == .string(id) }, "\(id)")
                    return try topic.shown(state, item)
                }
                compare(
                    name, item.name, run, .list(ours), .list((wanted[run]?.list ?? []).map(MachineTopic.normalized)))
                guard run != "test" else { continue }
                compare(name, item.name, "tree of \(run)", try topic.tree(item), wanted["tree of \(run)"] ?? nil)
            }
            if run != "test", let tree = try topic.realTree() {
                compare(name, "real", run, tree, expected["real"]?[run] ?? nil)
            }
            compare(name, "log", run, try topic.takeLog(), expected["log"]?[run] ?? [])
        }
    }

    private func compare(_ topic: String, _ item: String, _ run: String, _ ours: Value, _ wanted: Value) {
        if let reason = MachineDifferences.reason(for: item, of: topic, in: run) {
            // A difference that is no more has to go from the list.
            let isOpen = ours != wanted || FileDifferences.chance.contains(item)
            #expect(isOpen, "\(run): \(item) is as Salt's now: \(reason)")
            return
        }
        #expect(ours == wanted, "\(run): \(item)\n  ours \(JSON.write(ours))\n  Salt \(JSON.write(wanted))")
    }
}
