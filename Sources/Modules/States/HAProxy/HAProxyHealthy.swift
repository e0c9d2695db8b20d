package import Execution
import HAProxy
package import Model
import Values

/// It only looks: it waits until `deadline` (seconds), and in a test run looks once. Arguments: `health` (as the
/// stack's), `deadline`.
package struct HAProxyHealthy: StateFunction {
    package static let function: FunctionName = "haproxy.healthy"
    package static let summary = "Every server of a backend passes its check, asked directly and in HAProxy's own view"

    /// What is not yet healthy and why; empty when all is.
    package struct Observation: Sendable {
        let servers: Int
        let problems: [String]
    }

    /// Tells a backend that is not healthy from one that could not be looked at.
    private static let unhealthy: ValueMap = ["data": ["unhealthy": true]]

    private let backend: String
    private let check: HealthCheck
    private let deadline: Duration

    package init(name: String, _ arguments: inout ArgumentDecoder) {
        backend = name
        deadline = arguments.duration("deadline") ?? .seconds(60)
        let health = arguments.map("health") ?? [:]
        do {
            check = try RegisteredApplication(decoding: ["name": "app", "frontend": "www", "health": .map(health)])
                .health
        } catch .configurationInvalid(let problems) {
            arguments.refuse(problems)
            check = HealthCheck()
        } catch {
            arguments.refuse("health", error.description)
            check = HealthCheck()
        }
    }

    package func observe(with reader: HAProxyReader, in run: RunContext) async throws -> Observation {
        let end = ContinuousClock.now.advanced(by: run.isTest ? .zero : deadline)
        var proved: Set<BackendServer> = []
        while true {
            let servers = try await reader.balancer.health(of: backend)
            var problems = try await probe(servers.map(\.server), &proved)
            if problems.isEmpty {
                problems = servers.filter { !$0.isHealthy }.map {
                    "HAProxy says \($0.server) is \($0.status), last check \($0.check)"
                }
            }
            if problems.isEmpty || ContinuousClock.now >= end {
                return Observation(servers: servers.count, problems: problems)
            }
            try await Task.sleep(for: .milliseconds(50))
        }
    }

    package func plan(_ seen: Observation) -> Plan<Never> {
        if seen.servers == 0 {
            return .impossible(
                "backend \(backend) has no server\n  hint: release the stack again, which fills it",
                extra: Self.unhealthy)
        }
        guard seen.problems.isEmpty else {
            return .impossible(
                "backend \(backend) did not become healthy within \(deadline.phrase):\n"
                    + seen.problems.joined(separator: "\n"), extra: Self.unhealthy)
        }
        return .satisfied("Backend \(backend) is healthy: \(seen.servers) server\(seen.servers == 1 ? "" : "s")")
    }

    package func apply(_ change: Never, with writer: HAProxyWriter, in run: RunContext) async throws -> Applied {}

    /// Asks each server directly; one that has answered well is not asked again.
    private func probe(_ servers: [BackendServer], _ proved: inout Set<BackendServer>) async throws -> [String] {
        let open = servers.filter { !proved.contains($0) }
        let probe = HealthProbe(check: check)
        let results = await withTaskGroup(of: (BackendServer, String?).self) { group in
            for server in open {
                group.addTask {
                    do {
                        _ = try await probe.probe(server)
                        return (server, nil)
                    } catch {
                        return (server, "\(error)")
                    }
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        for (server, problem) in results where problem == nil { proved.insert(server) }
        return results.compactMap(\.1).sorted()
    }
}
