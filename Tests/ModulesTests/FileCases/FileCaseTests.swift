import Execution
import Glibc
import Host
import Model
import Testing
import Values

@testable import Modules

/// The cases of `Fixtures/file`, each applied as a test, for real and once more, beside what Salt 3008.5 made of it.
struct FileCaseTests {
    @Test func `every difference is of a case that is there`() throws {
        let names = Set(try Self.topics.flatMap { try FileTopic($0).cases.map(\.name) })
        #expect(Set(FileDifferences.known.flatMap(\.cases)).subtracting(names) == [])
        #expect(names.count > 380)
    }

    static let topics = ["edit", "place", "managed", "directory"]

    /// Salt answered root, who may give files away.
    @Test(.enabled(if: geteuid() == 0, "owners can be changed by root only"), arguments: topics)
    func `file states end, and leave files, as Salt's do`(name: String) async throws {
        let topic = try FileTopic(name)
        let expected = try FileTopic.expectation(name)
        let (minion, scratch) = try topic.minion()
        defer { scratch.remove() }
        for run in ["test", "apply", "again"] {
            var keywords: ValueMap = ["pillar": .map(topic.pillar)]
            if run == "test" { keywords["test"] = true }
            let result = await minion.run(
                FunctionCall("state.apply", arguments: ["states"], keywords: keywords), jid: nil)
            let returns = try #require(result.value.map, "\(result.value)")
            for item in topic.cases {
                let wanted = try #require(expected[item.name])
                let ours = try item.ids.map { id in
                    let state = try #require(returns.values.first { $0["__id__"] == .string(id) }, "\(id)")
                    return try topic.shown(state, item, scratch)
                }
                compare(item, run, .list(ours), .list((wanted[run]?.list ?? []).map(FileTopic.normalized)))
                guard run != "test" else { continue }
                compare(item, "tree of \(run)", try topic.tree(item, scratch), wanted["tree of \(run)"] ?? nil)
            }
        }
    }

    private func compare(_ item: FileTopic.Case, _ run: String, _ ours: Value, _ wanted: Value) {
        if let reason = FileDifferences.reason(for: item.name, in: run) {
            // A difference that is no more has to go from the list.
            let isOpen = ours != wanted || FileDifferences.chance.contains(item.name)
            #expect(isOpen, "\(run): \(item.name) is as Salt's now: \(reason)")
            return
        }
        #expect(ours == wanted, "\(run): \(item.name)\n  ours \(JSON.write(ours))\n  Salt \(JSON.write(wanted))")
    }
}
