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

    /// What the targets of one kind, or of several, add up to.
    private enum Finding: Hashable {
        case met, failed, changed, predicted, notPredicted, triggered, notTriggered, notFailed, skipsRequisites
    }

    /// The verdict over all kinds: each must agree to run. A failed kind wins over every skip.
    ///
    /// - Parameter outcomes: by kind, every target of every requisite of that kind; for `prereq` what its test came to.
    package static func of(_ outcomes: [RequisiteKind: [Outcome]]) -> RequisiteVerdict {
        let findings = outcomes.reduce(into: Set<Finding>()) { $0.formUnion(Self.findings($1.key, $1.value)) }
        if findings.contains(.failed) { return .fail(failures(outcomes)) }
        if findings.contains(.skipsRequisites), !findings.isDisjoint(with: [.triggered, .predicted]) {
            return .skip("State was not run because requisites were skipped by another state")
        }
        if findings.contains(.skipsRequisites), findings.contains(.changed) { return .runWithoutReaction }
        if findings.contains(.notPredicted) {
            return findings.contains(.predicted) ? .run : .skip("No changes detected")
        }
        if findings.contains(.notFailed), !findings.contains(.triggered) {
            return .skip(noFailure)
        }
        if findings.contains(.notTriggered), !findings.contains(.triggered) {
            return .skip("State was not run because none of the onchanges reqs changed")
        }
        if findings.contains(.changed) { return .runAfterWatchedChange }
        return findings.contains(.notFailed) ? .skip(noFailure) : .run
    }

    private static let noFailure = "State was not run because onfail req did not change"

    private static func findings(_ kind: RequisiteKind, _ outcomes: [Outcome]) -> Set<Finding> {
        var findings = Set(outcomes.compactMap { finding(kind, $0) })
        switch kind {
        case .requireAny, .watchAny:
            if findings.contains(.met) || findings.contains(.changed) { findings.remove(.failed) }
        case .onfail, .onfailAny:
            // A target that really failed makes up for those that did not.
            if findings.contains(.met) { findings.remove(.notFailed) }
        case .onchangesAny:
            if findings.contains(.triggered) { findings.remove(.notTriggered) }
        case .require, .watch, .prereq, .onchanges, .onfailAll, .listen: break
        }
        if outcomes.contains(where: \.skipsRequisites) { findings.insert(.skipsRequisites) }
        return findings
    }

    /// Nil for a target that did not run itself and so neither hinders nor helps.
    private static func finding(_ kind: RequisiteKind, _ outcome: Outcome) -> Finding? {
        switch kind {
        case .listen: return nil
        case .onchanges, .onchangesAny:
            return outcome.result != false && outcome.hasChanges ? .triggered : .notTriggered
        case .onfail, .onfailAny, .onfailAll:
            if outcome.result == true { return .notFailed }
        case .require, .requireAny, .watch, .watchAny, .prereq:
            if outcome.result == false { return .failed }
        }
        switch kind {
        case .watch where outcome.hasChanges, .watchAny where outcome.hasChanges: return .changed
        case .prereq: return outcome.result == nil ? .predicted : .notPredicted
        default: return outcome.ran ? .met : nil
        }
    }

    /// Every target that failed, whatever refers to it.
    private static func failures(_ outcomes: [RequisiteKind: [Outcome]]) -> [Int] {
        var failed: [Int] = []
        for kind in RequisiteKind.allCases {
            for outcome in outcomes[kind] ?? [] where outcome.result == false && !failed.contains(outcome.target) {
                failed.append(outcome.target)
            }
        }
        return failed
    }
}
