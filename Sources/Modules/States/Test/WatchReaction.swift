package import Execution
package import Values

/// How every `test` state reacts to a watched change (`test.mod_watch`): it says what changed, in a test run too.
package struct WatchReaction: Sendable {
    package struct Observation: Sendable, Hashable {
        /// A state that is to fail words a test run differently.
        package var isTest: Bool
        package var watchedChanges: [String]

        package init(_ run: RunContext) {
            isTest = run.isTest
            watchedChanges = run.watchedChanges
        }
    }

    private let comment: String
    /// The comment that the state gives for itself, or nil.
    let saidComment: String?
    private let changes: ValueMap?
    private let succeeds: Bool

    /// Takes what may replace the reaction's own words; everything else is left unread, as `test` states do.
    package init(_ arguments: inout ArgumentDecoder) {
        let rest = arguments.rest()
        saidComment = rest["comment"]?.scalarText
        comment = saidComment ?? "Watch statement fired."
        changes = rest["changes"]?.map
        succeeds = rest["result"]?.bool ?? true
    }

    package init(comment: String?, changes: ValueMap?, succeeds: Bool) {
        saidComment = comment
        self.comment = comment ?? "Watch statement fired."
        self.changes = changes
        self.succeeds = succeeds
    }

    package func plan<Change>(_ seen: Observation) -> Plan<Change> {
        let told = changes ?? ["Requisites with changes": .strings(seen.watchedChanges)]
        return succeeds ? .satisfied(comment, telling: told) : .impossible(comment, telling: told)
    }
}
