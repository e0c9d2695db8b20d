package import Execution
import Host
package import Model
package import Values

/// How a `test` state is told to end.
package protocol TestOutcome: Sendable {
    static var function: FunctionName { get }
    static var succeeds: Bool { get }
    static var changes: Bool { get }
}

/// A state that does nothing and ends in one fixed way: for trying out requisites and output.
package struct FixedOutcome<Outcome: TestOutcome>: WatchingStateFunction {
    package static var function: FunctionName { Outcome.function }

    package init(name: String, _ arguments: inout ArgumentDecoder) { _ = arguments.rest() }

    /// Whether it is a test run, which a state that is to fail words differently.
    package func observe(with reader: HostReader, in run: RunContext) async throws -> Bool { run.isTest }

    package func plan(_ isTest: Bool) -> Plan<TestChange> {
        if !Outcome.changes {
            return Outcome.succeeds
                ? .satisfied("Success!")
                : .impossible(isTest ? "If we weren't testing, this would be a failure!" : "Failure!")
        }
        return .changing(
            [.pretended(succeeds: Outcome.succeeds)], predicted: TestChange.pretendedChanges,
            comment: "If we weren't testing, this would be \(Outcome.succeeds ? "successful" : "failed") with changes")
    }

    package func planAfterWatchedChange(_ isTest: Bool) -> Plan<TestChange> { TestChange.watchPlan }

    package func apply(_ change: TestChange, with writer: HostWriter, in run: RunContext) async throws -> Applied {
        change.applied
    }
}

/// A change that a `test` state pretends to make.
package enum TestChange: Sendable, Hashable {
    case pretended(succeeds: Bool)
    case said(ValueMap, succeeds: Bool, comment: String)
    case watched

    static var pretendedChanges: ValueMap {
        ["testing": ["old": "Unchanged", "new": "Something pretended to change"]]
    }

    static var watchPlan: Plan<TestChange> {
        .changing([.watched], predicted: ["watch": "fired"], comment: "Watch statement fired.")
    }

    var applied: Applied {
        switch self {
        case .pretended(let succeeds):
            Applied(succeeds ? "Success!" : "Failure!", changes: Self.pretendedChanges, succeeded: succeeds)
        case .said(let changes, let succeeds, let comment): Applied(comment, changes: changes, succeeded: succeeds)
        case .watched: Applied("Watch statement fired.", changes: ["watch": "fired"])
        }
    }
}

package enum Nop: TestOutcome {
    package static let function: FunctionName = "test.nop"
    package static let succeeds = true
    package static let changes = false
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
