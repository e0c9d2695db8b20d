import Model
import Values

/// Reads the state returns of several minions: who failed, who changed.
struct StateRunSummary {
    private(set) var failed: [FleetFailure] = []
    private var updated: [String] = []
    private var unchanged: [String] = []
    private var returns: ValueMap = [:]

    init(_ answer: FleetAnswer) {
        for (minion, outcome) in answer.outcomes.sorted(by: { $0.key < $1.key }) {
            if case .returned(let answer) = outcome, let states = answer.value.map {
                read(states, of: minion.text)
            } else {
                failed.append(FleetFailure(minion, outcome))
                if case .returned(let answer) = outcome { returns[minion.text] = answer.value }
            }
        }
        failed += answer.notAsked
    }

    /// `{out: highstate, ret: {minion: states}}` of the minions that changed or failed; empty when none did.
    var changes: ValueMap { returns.isEmpty ? [:] : ["out": "highstate", "ret": .map(returns)] }

    /// Salt's sentence for a run that succeeded.
    var comment: String {
        var comment = "States ran successfully."
        if !updated.isEmpty { comment += " Updating \(updated.joined(separator: ", "))." }
        if !unchanged.isEmpty { comment += " No changes made to \(unchanged.joined(separator: ", "))." }
        return comment
    }

    private mutating func read(_ states: ValueMap, of minion: String) {
        let broken = states.values.filter { $0["result"]?.bool == false }
        if !broken.isEmpty {
            let reasons = broken.map { "\($0["__id__"]?.string ?? "?"): \($0["comment"]?.string ?? "")" }
            failed.append(FleetFailure(minion, reasons.joined(separator: "\n")))
            returns[minion] = .map(states)
        } else if states.values.contains(where: { $0["changes"]?.isTruthy ?? false }) {
            updated.append(minion)
            returns[minion] = .map(states)
        } else {
            unchanged.append(minion)
        }
    }
}
