package import Model

/// What the requisites of a chunk say once all their targets are done.
package enum RequisiteVerdict: Sendable, Hashable {
    case run
    /// Run, and when it changes nothing of its own, react to the change of what it watches.
    case runAfterWatchedChange
    /// As `run`, though something watched changed: another watched state asked to skip reactions (`skip_req`).
    case runWithoutReaction
    /// Fails without running; the values are the places of the targets that failed.
    case fail([Int])
    /// Succeeds without running, with this comment.
    case skip(String)

    /// What the verdict has to know of a target.
    package struct Outcome: Sendable, Hashable {
        /// The target's place in the low state.
        package var target: Int
        /// Nil: it would change, but this is a test.
        package var result: Bool?
        package var hasChanges: Bool
        package var ran: Bool
        package var skipsRequisites: Bool

        package init(
            _ target: Int, result: Bool?, hasChanges: Bool = false, ran: Bool = true, skipsRequisites: Bool = false
        ) {
            self.target = target
            self.result = result
            self.hasChanges = hasChanges
            self.ran = ran
            self.skipsRequisites = skipsRequisites
        }
    }

    /// The verdict over all kinds: each must agree to run. A failed kind wins over every skip.
    ///
    /// - Parameter outcomes: by kind, every target of every requisite of that kind; for `prereq` what its test came to.
    package static func of(_ outcomes: [RequisiteKind: [Outcome]]) -> RequisiteVerdict {
        let kinds = RequisiteKind.allCases.filter { outcomes[$0]?.isEmpty == false }
        var failed: [Int] = []
        for kind in kinds {
            for target in failures(kind, outcomes[kind] ?? []) where !failed.contains(target) { failed.append(target) }
        }
        if !failed.isEmpty { return .fail(failed) }
        let onchanges = (outcomes[.onchanges] ?? []) + (outcomes[.onchangesAny] ?? [])
        let prereq = outcomes[.prereq] ?? []
        let hasChange = onchanges.contains { $0.result != false && $0.hasChanges }
        let hasPrediction = prereq.contains { $0.result == nil }
        if hasChange || hasPrediction, (onchanges + prereq).contains(where: \.skipsRequisites) {
            return .skip("State was not run because requisites were skipped by another state")
        }
        if !prereq.isEmpty, !hasPrediction { return .skip("No changes detected") }
        if kinds.contains(where: { nothingFailed($0, outcomes[$0] ?? []) }) {
            return .skip("State was not run because onfail req did not change")
        }
        if !onchanges.isEmpty, !hasChange {
            return .skip("State was not run because none of the onchanges reqs changed")
        }
        let watched = (outcomes[.watch] ?? []) + (outcomes[.watchAny] ?? [])
        guard watched.contains(where: { $0.hasChanges && $0.result != false }) else { return .run }
        return watched.contains(where: \.skipsRequisites) ? .runWithoutReaction : .runAfterWatchedChange
    }

    private static func failures(_ kind: RequisiteKind, _ outcomes: [Outcome]) -> [Int] {
        let failed = outcomes.filter { $0.result == false }.map(\.target)
        switch kind {
        case .require, .watch, .prereq: return failed
        case .requireAny, .watchAny:
            // Only a target that was really executed makes up for a failed one.
            return outcomes.contains { $0.result != false && $0.ran } ? [] : failed
        case .onchanges, .onchangesAny, .onfail, .onfailAny, .onfailAll, .listen: return []
        }
    }

    private static func nothingFailed(_ kind: RequisiteKind, _ outcomes: [Outcome]) -> Bool {
        switch kind {
        case .onfail, .onfailAny: outcomes.allSatisfy { $0.result == true }
        case .onfailAll: outcomes.contains { $0.result == true }
        default: false
        }
    }
}
