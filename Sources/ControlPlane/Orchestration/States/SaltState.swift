package import Execution
package import Model
import Values

/// Arguments as Salt's: `tgt`, `tgt_type`, `sls`, `highstate`, `top`, `pillar`, `pillarenv`, `saltenv`, `exclude`, `test`,
/// `queue`, `concurrent`, `expect_minions`, `fail_minions`, `allow_fail`, `timeout`, `subset`, `batch`, `failhard`.
package struct SaltState: StateFunction {
    package static let function: FunctionName = "salt.state"
    package static let summary = "Applies SLS files, or the highstate, on minions"

    private let fleet: FleetCall
    private let call: FunctionCall
    private let allowedFailures: Int

    package init(name: String, _ arguments: inout ArgumentDecoder) {
        fleet = FleetCall(&arguments)
        allowedFailures = arguments.integer("allow_fail", default: 0)
        call = Self.call(&arguments)
    }

    private static func call(_ arguments: inout ArgumentDecoder) -> FunctionCall {
        let sls = arguments.texts("sls")
        let isHighstate = arguments.flag("highstate", default: false)
        let top = arguments.text("top")
        var keywords: ValueMap = [:]
        // What is not asked for is not sent, so that the ledger shows what was written.
        switch arguments.queue() {
        case .waits(let longest): keywords["queue"] = longest.map { .int($0) } ?? true
        case .refused, nil: break
        }
        if arguments.flag("concurrent", default: false) { keywords["concurrent"] = true }
        for name in ["pillar", "pillarenv", "saltenv", "exclude", "test"] {
            if let value = arguments.value(name) { keywords[name] = value }
        }
        if isHighstate { return FunctionCall("state.highstate", keywords: keywords) }
        if let top { return FunctionCall("state.top", arguments: [.string(top)], keywords: keywords) }
        if (sls ?? []).allSatisfy(\.isEmpty) {
            arguments.refuse("sls", "No highstate or sls specified, no execution made")
        }
        let names = (sls ?? []).joined(separator: ",")
        return FunctionCall("state.sls", arguments: [.string(names)], keywords: keywords)
    }

    /// A test run asks the minions for theirs, which changes nothing there.
    package func observe(with reader: FleetReach, in run: RunContext) async throws -> SaltStateAnswer? {
        guard run.isTest else { return nil }
        var call = call
        call.keywords["test"] = true
        return SaltStateAnswer(answer: try await fleet.send(call, through: reader, in: run))
    }

    package func plan(_ seen: SaltStateAnswer?) -> Plan<FunctionCall> {
        guard let seen else { return .changing([call], predicted: [:], comment: "") }
        let verdict = verdict(on: seen)
        if !verdict.succeeded { return .impossible(verdict.comment) }
        if verdict.changes.isEmpty { return .satisfied(verdict.comment) }
        return .changing([call], predicted: verdict.changes, comment: verdict.comment)
    }

    package func apply(_ call: FunctionCall, with writer: FleetReach, in run: RunContext) async throws -> Applied {
        verdict(on: SaltStateAnswer(answer: try await fleet.send(call, through: writer, in: run)))
    }

    private func verdict(on answer: SaltStateAnswer) -> Applied {
        guard let answer = answer.answer else {
            return Applied("No minions returned: \(fleet.nobody)", succeeded: fleet.toleratesSilence)
        }
        let summary = StateRunSummary(answer)
        let failed = summary.failed.filter(fleet.counts)
        let jid: ValueMap = fleet.isBatch ? [:] : ["__jid__": .string(answer.jid.text)]
        guard failed.count <= allowedFailures else {
            let names = failed.map(\.minion).joined(separator: ", ")
            let reasons = failed.map { "\n\($0.sentence)" }.joined()
            return .failed("Run failed on minions: \(names)\(reasons)", changes: summary.changes, extra: jid)
        }
        return Applied(
            summary.comment + fleet.leftOut(summary.failed), changes: summary.changes, extra: jid)
    }
}

/// What the minions of a `salt.state` returned; without a value when there were none.
package struct SaltStateAnswer: Sendable {
    let answer: FleetAnswer?
}
