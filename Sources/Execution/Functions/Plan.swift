package import Values

/// What a state function found to be needed, before anything is touched.
package struct Plan<Change: Sendable>: Sendable {
    package enum Verdict: Sendable {
        /// The host already is as asked: result True, no changes.
        case satisfied
        /// These changes, in this order, would make it so.
        case changes([Change])
        /// It can't be made so; nothing is tried: result False in test mode as well.
        case impossible
    }

    package var verdict: Verdict
    /// What would change, as the return's `changes` shows it; empty where nothing would.
    package var predicted: ValueMap
    /// For `satisfied` and `impossible` the comment; for `changes` the comment of a test run.
    package var comment: String
    package var warnings: [String]
    /// Extra keys for the return when nothing is applied.
    package var extra: ValueMap = [:]

    private init(_ verdict: Verdict, _ predicted: ValueMap, _ comment: String, _ warnings: [String]) {
        self.verdict = verdict
        self.predicted = predicted
        self.comment = comment
        self.warnings = warnings
    }

    /// - Parameter extra: extra keys for the return.
    package static func satisfied(_ comment: String, warnings: [String] = [], extra: ValueMap = [:]) -> Plan {
        var plan = Plan(.satisfied, [:], comment, warnings)
        plan.extra = extra
        return plan
    }

    /// Nothing is to be done, and yet the return tells of changes, in a test run too.
    package static func satisfied(_ comment: String, telling changes: ValueMap) -> Plan {
        Plan(.satisfied, changes, comment, [])
    }

    /// - Parameter extra: extra keys for the return.
    /// - Parameter changes: what the return tells of all the same.
    package static func impossible(
        _ comment: String, telling changes: ValueMap = [:], warnings: [String] = [], extra: ValueMap = [:]
    ) -> Plan {
        var plan = Plan(.impossible, changes, comment, warnings)
        plan.extra = extra
        return plan
    }

    /// - Parameter comment: what a test run says, "The file /etc/motd is set to be changed".
    package static func changing(
        _ changes: [Change], predicted: ValueMap, comment: String, warnings: [String] = []
    ) -> Plan {
        Plan(.changes(changes), predicted, comment, warnings)
    }
}

/// What applying one planned change came to.
package struct Applied: Sendable {
    package var succeeded: Bool
    package var comment: String
    /// What did change; it replaces the prediction.
    package var changes: ValueMap
    /// Extra keys for the return.
    package var extra: ValueMap

    package init(_ comment: String, changes: ValueMap = [:], succeeded: Bool = true, extra: ValueMap = [:]) {
        self.comment = comment
        self.changes = changes
        self.succeeded = succeeded
        self.extra = extra
    }

    /// The change failed; `changes` is what had been done by then.
    package static func failed(_ comment: String, changes: ValueMap = [:], extra: ValueMap = [:]) -> Applied {
        Applied(comment, changes: changes, succeeded: false, extra: extra)
    }
}
