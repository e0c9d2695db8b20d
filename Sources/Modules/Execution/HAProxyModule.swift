import Execution
import HAProxy
import Model
import Values

/// `haproxy.*`: what HAProxy says of itself.
struct HAProxyModule {
    let reader: HAProxyReader

    var functions: [ExecutionFunction] {
        let balancer = reader.balancer
        return [
            ExecutionFunction("haproxy.show_info", "Version, process and uptime of the running HAProxy") { _, _ in
                let info = try await balancer.worker.showInfo()
                return FunctionResult(["pid": .int(info.pid), "version": .string(info.version)])
            },
            ExecutionFunction("haproxy.show_map", "Which backend is active, in release and inactive, by application") {
                _, _ in
                let entries = try await balancer.entries()
                return FunctionResult(.map(ValueMap(entries.map { (.string($0.key), .string($0.value)) })))
            },
            ExecutionFunction("haproxy.list_backends", "The backends of the running HAProxy") { _, _ in
                FunctionResult(.strings(try await balancer.worker.showBackends()))
            },
            ExecutionFunction(
                "haproxy.list_servers", "The servers of a backend with address, status and sessions",
                parameters: [.required("backend")]
            ) { arguments, _ in
                FunctionResult(try await Self.servers(of: try arguments.text("backend"), balancer))
            },
            ExecutionFunction(
                "haproxy.sessions", "Requests under way in a backend", parameters: [.required("backend")]
            ) { arguments, _ in
                FunctionResult(.int(try await balancer.sessions(of: try arguments.text("backend"))))
            },
        ]
    }

    private static func servers(of backend: String, _ balancer: LoadBalancer) async throws -> Value {
        let rows = try await balancer.worker.showStatistics(of: backend)
        let states = try await balancer.worker.showServersState(backend: backend)
        var servers: ValueMap = [:]
        for state in states where state.administration == .ready {
            let row = rows.first { $0.kind == .server && $0.service == state.reference.server }
            servers[state.reference.server] = [
                "address": .string(state.target.description), "status": Value(row?.status),
                "check": Value(row?.checkStatus), "sessions": .int(row?.currentSessions ?? 0),
                "total": .int(row?.totalSessions ?? 0),
            ]
        }
        return .map(servers)
    }
}
