package import Execution
package import HAProxy
package import Model
import Values

/// New ones get traffic before old ones lose it; nothing is reloaded.
///
/// Arguments: `servers`, a list of `{address, port}` (`name` is for people).
package struct HAProxyBackend: StateFunction {
    package static let function: FunctionName = "haproxy.backend"
    package static let summary = "These servers are in the backend's slots, and no others"

    private let backend: String
    private let servers: [BackendServer]

    package init(name: String, _ arguments: inout ArgumentDecoder) {
        backend = name
        var servers: [BackendServer] = []
        for value in arguments.list("servers") ?? [] {
            if let address = value["address"]?.string, let port = value["port"]?.int, (1...65_535).contains(port) {
                servers.append(BackendServer(address: address, port: port))
            } else {
                arguments.refuse("servers", "a server needs 'address' and 'port', not \(JSON.write(value))")
            }
        }
        self.servers = servers
    }

    package func observe(with reader: HAProxyReader, in run: RunContext) async throws -> BackendPlan {
        try await reader.balancer.planServers(of: backend, to: servers)
    }

    package func plan(_ seen: BackendPlan) -> Plan<[BackendServer]> {
        if seen.missingSlots > 0 {
            return .impossible(
                "backend \(backend) lacks \(seen.missingSlots) server slots for \(servers.count) servers\n"
                    + "  hint: give the application more 'slots'")
        }
        if seen.isEmpty { return .satisfied("Backend \(backend) has these \(servers.count) servers") }
        let changes: ValueMap = [
            backend: [
                "added": .strings(seen.arriving.map(\.description)), "removed": .strings(seen.leaving.map(\.server)),
            ]
        ]
        return .changing(
            [servers], predicted: changes, comment: "Backend \(backend) would get \(servers.count) servers")
    }

    package func apply(_ servers: [BackendServer], with writer: HAProxyWriter, in run: RunContext) async throws
        -> Applied
    {
        let outcome = try await writer.balancer.setServers(of: backend, to: servers)
        return Applied(
            "Backend \(backend) has \(servers.count) server\(servers.count == 1 ? "" : "s")",
            changes: [
                backend: [
                    "added": .strings(outcome.plan.arriving.map(\.description)),
                    "removed": .strings(outcome.plan.leaving.map(\.server)),
                ]
            ])
    }
}
