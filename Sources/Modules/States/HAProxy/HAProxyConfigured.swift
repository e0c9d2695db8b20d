package import Execution
import HAProxy
package import Model
import Values

/// Argument: `config`, the value of the pillar `haproxy:config`. A change of servers is made at run time; anything else
/// is validated and then reloaded. When HAProxy does not run, the file is written for its start.
package struct HAProxyConfigured: StateFunction {
    package static let function: FunctionName = "haproxy.configured"
    package static let summary =
        "HAProxy's configuration is what the pillar says, with the applications that were registered"

    package struct Observation: Sendable {
        let wanted: WantedConfiguration
        let outcome: LoadBalancer.ApplyOutcome
        let isRecorded: Bool
    }

    package struct Change: Sendable {
        let wanted: WantedConfiguration
        let changes: ValueMap
    }

    private let pillar: PillarConfiguration?
    private let source: Value

    package init(name: String, _ arguments: inout ArgumentDecoder) {
        source = ["config": .map(arguments.map("config") ?? [:])]
        do {
            pillar = try PillarConfiguration(pillar: source)
        } catch .configurationInvalid(let problems) {
            pillar = nil
            arguments.refuse(problems)
        } catch {
            pillar = nil
            arguments.refuse("config", error.description)
        }
    }

    package func observe(with reader: HAProxyReader, in run: RunContext) async throws -> Observation {
        let pillar = pillar ?? PillarConfiguration()
        let wanted = WantedConfiguration(
            pillar: pillar, applications: try reader.applications(), servers: try await reader.servers(of: pillar))
        return Observation(
            wanted: wanted, outcome: try await reader.difference(wanted),
            isRecorded: try reader.recordedPillar() == source)
    }

    package func plan(_ seen: Observation) -> Plan<Change> {
        let isSame = !seen.outcome.isChange
        if isSame, seen.isRecorded { return .satisfied("HAProxy is configured as the pillar says") }
        let changes = isSame ? ["pillar": "recorded"] : seen.outcome.changes
        return .changing(
            [Change(wanted: seen.wanted, changes: changes)], predicted: changes,
            comment: "HAProxy would be configured: \(seen.outcome.sentence)")
    }

    package func apply(_ change: Change, with writer: HAProxyWriter, in run: RunContext) async throws -> Applied {
        let outcome = try await writer.apply(change.wanted)
        try writer.record(pillar: source)
        guard outcome.isRunning else {
            return Applied("The configuration is written; HAProxy is not running", changes: change.changes)
        }
        var comment = "HAProxy is configured: \(outcome.sentence)"
        for warning in outcome.warnings { comment += "\nwarning: \(warning.message)" }
        return Applied(comment, changes: change.changes)
    }
}

extension LoadBalancer.ApplyOutcome {
    /// What it comes to, for a comment.
    var sentence: String {
        if case .reload(let reasons) = difference {
            let time = reload.map { " in \(Int($0.milliseconds)) ms" } ?? ""
            let more = reasons.count > 3 ? " and \(reasons.count - 3) more" : ""
            return "reloaded\(time) (\(reasons.prefix(3).joined(separator: "; "))\(more))"
        }
        if wasStale { return "reloaded, because it ran with another file" }
        let count = slots.values.reduce(0) { $0 + ($1.map?.count ?? 0) }
        return count == 0 ? "nothing to change" : "\(count) server slot\(count == 1 ? "" : "s") changed at run time"
    }

    /// `{servers: {BACKEND: {SLOT: {old, new}}}}` or `{reload: [REASON, ...]}`.
    var changes: ValueMap {
        if case .reload(let reasons) = difference { return ["reload": .strings(reasons)] }
        if wasStale { return ["reload": ["HAProxy ran with another file"]] }
        return slots.isEmpty ? [:] : ["servers": .map(slots)]
    }

    /// The slots that change, by backend: in the file, or only in the running HAProxy.
    private var slots: ValueMap {
        var backends: ValueMap = [:]
        if case .runtime(let changes) = difference {
            for change in changes {
                var slots = backends[change.backend]?.map ?? [:]
                slots[change.slot] = ["old": Value(change.old?.description), "new": Value(change.new?.description)]
                backends[change.backend] = .map(slots)
            }
        }
        for (backend, plan) in plans.sorted(by: { $0.key < $1.key }) where backends[backend] == nil && !plan.isEmpty {
            backends[backend] = [
                "added": .strings(plan.arriving.map(\.description)), "removed": .strings(plan.leaving.map(\.server)),
            ]
        }
        return backends
    }
}
