package import Execution
package import HAProxy
package import Model
import Values

/// The map file is written first, then the map is set at run time and read back; what can't be confirmed is put back.
/// Arguments: `active`, `release`, `inactive`, each a backend or null for none.
package struct HAProxyRoutes: StateFunction {
    package static let function: FunctionName = "haproxy.routes"
    package static let summary = "Which backend of an application is active, in release and inactive"

    private let app: String
    private let wanted: [String: String?]

    package init(name: String, _ arguments: inout ArgumentDecoder) {
        app = name
        var wanted: [String: String?] = [:]
        for role in RegisteredApplication.Role.allCases {
            wanted["\(name).\(role.rawValue)"] = .some(arguments.text(role.rawValue))
        }
        self.wanted = wanted
    }

    package func observe(with reader: HAProxyReader, in run: RunContext) async throws -> [MapEntry] {
        try await reader.balancer.worker.showMap(reader.settings.stacksMap)
    }

    package func plan(_ seen: [MapEntry]) -> Plan<[String: String?]> {
        let now = Dictionary(seen.map { ($0.key, $0.value) }) { _, last in last }
        let different = wanted.filter { now[$0.key] != $0.value }
        if different.isEmpty { return .satisfied("The routes of \(app) are as they should be") }
        var changes: ValueMap = [:]
        for (key, value) in different.sorted(by: { $0.key < $1.key }) {
            changes[key] = ["old": Value(now[key]), "new": Value(value)]
        }
        return .changing([different], predicted: changes, comment: "The routes of \(app) would be changed")
    }

    package func apply(
        _ change: [String: String?], with writer: HAProxyWriter, in run: RunContext
    ) async throws -> Applied {
        let outcome = try await writer.balancer.switchMap(change)
        let old = Dictionary(outcome.before.map { ($0.key, $0.value) }) { _, last in last }
        var changes: ValueMap = [:]
        for (key, value) in change.sorted(by: { $0.key < $1.key }) {
            changes[key] = ["old": Value(old[key]), "new": Value(value)]
        }
        let milliseconds = (outcome.milliseconds * 100).rounded() / 100
        return Applied("The routes of \(app) are changed and read back in \(milliseconds) ms", changes: changes)
    }
}
