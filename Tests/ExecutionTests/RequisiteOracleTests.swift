import Execution
import Model
import TestSupport
import Testing
import Values

/// Random graphs of states that Salt 3008.5 ran: every state must come to the same.
struct RequisiteOracleTests {
    private func chunk(_ entry: Value) throws -> LowChunk {
        let function = try #require(entry["function"]?.string)
        return FakeRun.watcher(
            try #require(entry["id"]?.string),
            ["result": .bool(function.hasPrefix("succeed")), "changes": .bool(function.hasSuffix("_with_changes"))],
            try #require(entry["requisites"]?.map))
    }

    /// The reason for not running, and what it names, which Salt does in no order.
    private func reason(_ comment: String) -> (text: String, names: Set<String>) {
        let parts = comment.split(separator: ": ", maxSplits: 1).map(String.init)
        let names = parts.count > 1 ? parts[1].split(separator: ", ").map(String.init) : []
        return (parts.first ?? "", Set(names))
    }

    @Test func `each state of a random graph comes to what Salt made of it`() async throws {
        let cases = try #require(JSON.read(Fixtures().text("requisites.json")).list)
        #expect(cases.count == 240)
        for entry in cases {
            let fake = FakeRun(isTest: entry["test"] == true)
            let chunks = try #require(entry["chunks"]?.list).map(chunk)
            let expected = try #require(entry["returns"]?.map)
            let returns = try await fake.run(chunks)
            #expect(Set(returns.map(\.id)) == Set(expected.keyTexts), "\(chunks.map(\.id))")
            for answer in returns {
                let wanted = try #require(expected[answer.id])
                let context = Comment(
                    rawValue: "\(answer.id) in \(JSON.write(entry["chunks"] ?? .null)), \(answer.comment)")
                #expect(answer.result == wanted["result"]?.bool, context)
                #expect(!answer.changes.isEmpty == (wanted["changed"] == true), context)
                #expect(answer.ran == (wanted["ran"] == true), context)
                guard !answer.ran else { continue }
                let (ours, theirs) = (reason(answer.comment), reason(wanted["comment"]?.string ?? ""))
                #expect(ours.text == theirs.text, context)
                #expect(ours.names == theirs.names, context)
            }
        }
    }
}
