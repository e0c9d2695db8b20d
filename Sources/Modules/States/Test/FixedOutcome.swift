package import Execution
import Host
package import Model
import Values

/// How a `test` state is told to end.
package protocol TestOutcome: Sendable {
    static var function: FunctionName { get }
    static var succeeds: Bool { get }
    static var changes: Bool { get }
    /// Whether the argument `comment` replaces its own words.
    static var takesComment: Bool { get }
}

extension TestOutcome {
    package static var takesComment: Bool { true }
}

package struct FixedOutcome<Outcome: TestOutcome>: WatchingStateFunction {
    package static var function: FunctionName { Outcome.function }
    package static var summary: String {
        "A state that does nothing and ends in one fixed way: for trying out requisites and output"
    }

    private let reaction: WatchReaction

    package init(name: String, _ arguments: inout ArgumentDecoder) { reaction = WatchReaction(&arguments) }

    private var comment: String {
        (Outcome.takesComment ? reaction.saidComment : nil) ?? (Outcome.succeeds ? "Success!" : "Failure!")
    }

    package func observe(with reader: HostReader, in run: RunContext) async throws -> WatchReaction.Observation {
        .init(run)
    }

    package func plan(_ seen: WatchReaction.Observation) -> Plan<TestChange> {
        guard Outcome.changes else {
            if Outcome.succeeds { return .satisfied(comment) }
            return .impossible(seen.isTest ? "If we weren't testing, this would be a failure!" : comment)
        }
        return .changing(
            [TestChange(TestChange.pretended, succeeds: Outcome.succeeds, comment: comment)],
            predicted: TestChange.pretended,
            comment: "If we weren't testing, this would be \(Outcome.succeeds ? "successful" : "failed") with changes")
    }

    package func planAfterWatchedChange(_ seen: WatchReaction.Observation) -> Plan<TestChange> {
        reaction.plan(seen)
    }

    package func apply(_ change: TestChange, with writer: HostWriter, in run: RunContext) async throws -> Applied {
        change.applied
    }
}

/// A change that a `test` state pretends to make.
package struct TestChange: Sendable, Hashable {
    private let changes: ValueMap
    private let succeeds: Bool
    private let comment: String

    init(_ changes: ValueMap, succeeds: Bool, comment: String) {
        self.changes = changes
        self.succeeds = succeeds
        self.comment = comment
    }

    static var pretended: ValueMap {
        ["testing": ["old": "Unchanged", "new": "Something pretended to change"]]
    }

    var applied: Applied { Applied(comment, changes: changes, succeeded: succeeds) }
}

package enum Nop: TestOutcome {
    package static let function: FunctionName = "test.nop"
    package static let succeeds = true
    package static let changes = false
    package static let takesComment = false
}

package enum SucceedWithoutChanges: TestOutcome {
    package static let function: FunctionName = "test.succeed_without_changes"
    package static let succeeds = true
    package static let changes = false
}

package enum FailWithoutChanges: TestOutcome {
    package static let function: FunctionName = "test.fail_without_changes"
    package static let succeeds = false
    package static let changes = false
}

package enum SucceedWithChanges: TestOutcome {
    package static let function: FunctionName = "test.succeed_with_changes"
    package static let succeeds = true
    package static let changes = true
}

package enum FailWithChanges: TestOutcome {
    package static let function: FunctionName = "test.fail_with_changes"
    package static let succeeds = false
    package static let changes = true
}
