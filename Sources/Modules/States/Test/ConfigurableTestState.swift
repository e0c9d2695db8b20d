package import Execution
import Host
package import Model
import Values

package struct ConfigurableTestState: WatchingStateFunction {
    package static let function: FunctionName = "test.configurable_test_state"
    package static let summary = "A state that ends as its arguments say"

    let changes: Value
    let result: Value
    let comment: String
    /// Nil where none was given.
    let saidComment: String?
    let warnings: [String]
    let failsInTest: Bool

    package init(name: String, _ arguments: inout ArgumentDecoder) {
        changes = arguments.value("changes") ?? true
        result = arguments.value("result") ?? true
        saidComment = arguments.texts("comment").map { $0.joined(separator: "\n") }
        comment = saidComment ?? ""
        warnings = arguments.texts("warnings") ?? []
        failsInTest = arguments.flag("allow_test_mode_failure", default: false)
        for (name, value) in [("changes", changes), ("result", result)] where value.bool == nil && value != "Random" {
            if name == "result" || value.map == nil {
                arguments.refuse(
                    name,
                    "You have specified the state option '\(name)' with invalid arguments. It must be either "
                        + "True, False, or 'Random'")
            }
        }
    }

    package struct Observation: Sendable, Hashable {
        var isTest: Bool
        var changes: ValueMap
        var succeeds: Bool
        var reaction: WatchReaction.Observation
    }

    package func observe(with reader: HostReader, in run: RunContext) async throws -> Observation {
        var map = changes.map ?? [:]
        if changes == true || (changes == "Random" && Bool.random()) { map = TestChange.pretended }
        return Observation(
            isTest: run.isTest, changes: map, succeeds: result == "Random" ? .random() : result == true,
            reaction: .init(run))
    }

    package func plan(_ seen: Observation) -> Plan<TestChange> {
        if seen.isTest {
            let comment = comment.isEmpty ? "This is a test" : comment
            guard seen.succeeds || !failsInTest else {
                return .impossible(comment, telling: seen.changes, warnings: warnings)
            }
            guard !seen.changes.isEmpty else { return .satisfied(comment, warnings: warnings) }
            let change = TestChange(seen.changes, succeeds: seen.succeeds, comment: comment)
            return .changing([change], predicted: seen.changes, comment: comment, warnings: warnings)
        }
        if seen.changes.isEmpty {
            return seen.succeeds
                ? .satisfied(comment, warnings: warnings) : .impossible(comment, warnings: warnings)
        }
        let change = TestChange(seen.changes, succeeds: seen.succeeds, comment: comment)
        return .changing([change], predicted: seen.changes, comment: comment, warnings: warnings)
    }

    package func planAfterWatchedChange(_ seen: Observation) -> Plan<TestChange> {
        WatchReaction(comment: saidComment, changes: changes.map, succeeds: result != false).plan(seen.reaction)
    }

    package func apply(_ change: TestChange, with writer: HostWriter, in run: RunContext) async throws -> Applied {
        change.applied
    }
}
