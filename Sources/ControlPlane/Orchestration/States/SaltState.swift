package import Execution
package import Model
import Values

/// Arguments as Salt's: `tgt`, `tgt_type`, `sls`, `highstate`, `pillar`, `saltenv`, `exclude`, `test`, `queue`,
/// `concurrent`, `expect_minions`, `fail_minions`, `allow_fail`, `timeout`, `subset`.
package struct SaltState: StateFunction {
    package static let function: FunctionName = "salt.state"
    package static let summary = "Applies SLS files, or the highstate, on minions"

    private let target: Target
    private let call: FunctionCall
    private let timeout: Duration?
    private let subset: Int?
    private let expectsMinions: Bool
    private let tolerated: Set<String>
    private let allowedFailures: Int

    package init(name: String, _ arguments: inout ArgumentDecoder) {
        target = Target(arguments: &arguments)
        timeout = arguments.duration("timeout")
        subset = arguments.integer("subset")
        expectsMinions = arguments.flag("expect_minions", default: true)
        tolerated = Set(arguments.texts("fail_minions") ?? [])
        allowedFailures = arguments.integer("allow_fail", default: 0)
        call = Self.call(&arguments)
    }

    private static func call(_ arguments: inout ArgumentDecoder) -> FunctionCall {
        let sls = arguments.texts("sls")
        let isHighstate = arguments.flag("highstate", default: false)
        var keywords: ValueMap = [
            "queue": .bool(arguments.flag("queue", default: false)),
            "concurrent": .bool(arguments.flag("concurrent", default: false)),
        ]
        for name in ["pillar", "pillarenv", "saltenv", "exclude", "test"] {
            if let value = arguments.value(name) { keywords[name] = value }
        }
        if let sls {
            return FunctionCall("state.sls", arguments: [.string(sls.joined(separator: ","))], keywords: keywords)
        }
        if !isHighstate { arguments.refuse("sls", "No highstate or sls specified, no execution made") }
        return FunctionCall("state.highstate", keywords: keywords)
    }

    /// A test run asks the minions for theirs, which changes nothing there.
    package func observe(with reader: FleetReach, in run: RunContext) async throws -> SaltStateAnswer? {
        guard run.isTest else { return nil }
        var call = call
        call.keywords["test"] = true
        return try await send(call, through: reader)
    }

    package func plan(_ seen: SaltStateAnswer?) -> Plan<FunctionCall> {
        guard let seen else { return .changing([call], predicted: [:], comment: "") }
        let verdict = verdict(on: seen)
        if !verdict.succeeded { return .impossible(verdict.comment) }
        if verdict.changes.isEmpty { return .satisfied(verdict.comment) }
        return .changing([call], predicted: verdict.changes, comment: verdict.comment)
    }

    package func apply(_ call: FunctionCall, with writer: FleetReach, in run: RunContext) async throws -> Applied {
        verdict(on: try await send(call, through: writer))
    }

    private func send(_ call: FunctionCall, through reach: FleetReach) async throws -> SaltStateAnswer {
        let minions = try await reach.minions(target, subset: subset)
        if minions.isEmpty { return SaltStateAnswer(answer: nil) }
        return SaltStateAnswer(
            answer: try await reach.fleet.run(
                call, on: minions, as: "orchestration", patience: .seconds(5), deadline: timeout))
    }

    private func verdict(on answer: SaltStateAnswer) -> Applied {
        guard let answer = answer.answer else {
            let comment = "No minions returned: no minion matches '\(target.expression)' (\(target.type.rawValue))"
            return Applied(comment, succeeded: !expectsMinions)
        }
        let summary = StateRunSummary(answer)
        let failed = summary.failed.filter { !tolerated.contains($0.minion) }
        let jid: ValueMap = ["__jid__": .string(answer.jid.text)]
        guard failed.count <= allowedFailures else {
            let names = failed.map(\.minion).joined(separator: ", ")
            let reasons = failed.map { "\n\($0.minion): \($0.reason)" }.joined()
            return .failed("Run failed on minions: \(names)\(reasons)", changes: summary.changes, extra: jid)
        }
        return Applied(summary.comment, changes: summary.changes, extra: jid)
    }
}

/// What the minions of a `salt.state` returned; without a value when there were none.
package struct SaltStateAnswer: Sendable {
    let answer: FleetAnswer?
}
