import Execution
import Model
import Testing

/// The truth table of requisites (Salt 3008's).
struct RequisiteVerdictTests {
    typealias Outcome = RequisiteVerdict.Outcome

    private static let ok = Outcome(0, result: true)
    private static let changed = Outcome(1, result: true, hasChanges: true)
    private static let failed = Outcome(2, result: false)
    private static let failedWithChanges = Outcome(3, result: false, hasChanges: true)
    private static let wouldChange = Outcome(4, result: nil, hasChanges: true)
    private static let skipped = Outcome(5, result: true, ran: false)
    private static let requisiteFailed = Outcome(6, result: false, ran: false)
    private static let asksToSkip = Outcome(7, result: true, hasChanges: true, skipsRequisites: true)

    private static let noChange = RequisiteVerdict.skip("State was not run because none of the onchanges reqs changed")
    private static let noFailure = RequisiteVerdict.skip("State was not run because onfail req did not change")
    private static let notPredicted = RequisiteVerdict.skip("No changes detected")
    private static let skippedByOther = RequisiteVerdict.skip(
        "State was not run because requisites were skipped by another state")

    static let table: [(RequisiteKind, [Outcome], RequisiteVerdict)] = [
        (.require, [ok, changed, wouldChange, skipped], .run), (.require, [ok, failed], .fail([2])),
        (.require, [failed, requisiteFailed, failed], .fail([2, 6])),
        (.requireAny, [failed, ok], .run), (.requireAny, [failed, requisiteFailed], .fail([2, 6])),
        (.requireAny, [failed, skipped], .fail([2])), (.requireAny, [skipped, skipped], .run),
        (.requireAny, [failed, wouldChange], .run),
        (.watch, [ok], .run), (.watch, [ok, changed], .runAfterWatchedChange),
        (.watch, [wouldChange], .runAfterWatchedChange), (.watch, [changed, failed], .fail([2])),
        (.watch, [asksToSkip], .runWithoutReaction), (.watch, [asksToSkip, changed], .runWithoutReaction),
        (.watchAny, [failed, changed], .runAfterWatchedChange), (.watchAny, [failed, ok], .run),
        (.watchAny, [failed], .fail([2])), (.watchAny, [failedWithChanges, ok], .run),
        (.onchanges, [ok], noChange), (.onchanges, [ok, changed], .run), (.onchanges, [failed, changed], .run),
        (.onchanges, [failedWithChanges], noChange), (.onchanges, [skipped], noChange),
        (.onchanges, [wouldChange], .run),
        (.onchanges, [asksToSkip], skippedByOther), (.onchangesAny, [ok, changed], .run),
        (.onchangesAny, [ok], noChange),
        (.onfail, [ok], noFailure), (.onfail, [ok, failed], .run), (.onfail, [requisiteFailed], .run),
        (.onfail, [wouldChange], .run), (.onfail, [skipped], noFailure), (.onfailAny, [ok, failed], .run),
        (.onfailAny, [ok], noFailure), (.onfailAll, [ok, failed], noFailure), (.onfailAll, [failed, failed], .run),
        (.prereq, [wouldChange], .run), (.prereq, [ok], notPredicted), (.prereq, [ok, wouldChange], .run),
        (.prereq, [failed], .fail([2])), (.prereq, [skipped], notPredicted),
        (.listen, [failed], .run),
    ]

    @Test(arguments: table)
    func `one kind of requisite decides as Salt's table says`(
        kind: RequisiteKind, outcomes: [Outcome], expected: RequisiteVerdict
    ) {
        #expect(RequisiteVerdict.of([kind: outcomes]) == expected)
    }

    @Test func `without requisites a chunk runs`() { #expect(RequisiteVerdict.of([:]) == .run) }

    static let combinations: [([RequisiteKind: [Outcome]], RequisiteVerdict)] = [
        ([.require: [failed], .onchanges: [ok]], .fail([2])), ([.require: [failed], .onfail: [ok]], .fail([2])),
        ([.require: [ok], .onchanges: [ok]], noChange), ([.onfail: [ok], .onchanges: [ok]], noFailure),
        ([.prereq: [ok], .onfail: [ok]], notPredicted), ([.onchanges: [ok], .watch: [changed]], noChange),
        ([.require: [ok], .watch: [changed], .onchanges: [changed]], .runAfterWatchedChange),
        ([.onfail: [failed], .require: [ok]], .run), ([.onfail: [failed], .onchanges: [ok]], noChange),
    ]

    @Test(arguments: combinations)
    func `several kinds must agree, and a failure wins`(
        outcomes: [RequisiteKind: [Outcome]], expected: RequisiteVerdict
    ) {
        #expect(RequisiteVerdict.of(outcomes) == expected)
    }
}
