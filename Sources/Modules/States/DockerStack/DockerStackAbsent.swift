package import Docker
package import Execution
package import Model
import Values

/// Arguments: `except`, the names of containers and networks that stay; `shutdown_timeout`.
package struct DockerStackAbsent: StateFunction {
    package static let function: FunctionName = "docker_stack.absent"
    package static let summary =
        "A stack of which nothing is left on this host: no container and no network that carries its label"
    static let label = "pigeon.stack"

    let stack: String
    /// How long the containers are given to stop; nil leaves it to each.
    let shutdownTimeout: Duration?
    private let staying: Set<String>

    package init(name: String, _ arguments: inout ArgumentDecoder) {
        stack = name
        shutdownTimeout = arguments.duration("shutdown_timeout")
        staying = Set(arguments.texts("except") ?? [])
        let parts = name.split(separator: "/", omittingEmptySubsequences: false)
        if parts.count < 2 || parts.contains(where: \.isEmpty) {
            arguments.refuse("name", "'\(name)' is not a stack", hint: "a stack is written APP/VERSION, like app/1.14")
        }
    }

    package func observe(with reader: DockerReader, in run: RunContext) async throws -> StackRemains {
        let label = "\(Self.label)=\(stack)"
        return StackRemains(
            containers: try await reader.containers(labelled: label).filter { !staying.contains($0.name) },
            networks: try await reader.networks(labelled: label).filter { !staying.contains($0.name) })
    }

    package func plan(_ seen: StackRemains) -> Plan<StackRemains> {
        guard !seen.containers.isEmpty || !seen.networks.isEmpty else {
            let rest = staying.isEmpty ? "is already absent" : "has nothing else here"
            return .satisfied("Stack '\(stack)' \(rest)")
        }
        return .changing(
            [seen], predicted: seen.report, comment: "\(subject) would be removed: \(seen.count)")
    }

    private var subject: String {
        staying.isEmpty ? "Stack '\(stack)'" : "What stack '\(stack)' does not name any more"
    }

    package func apply(_ remains: StackRemains, with docker: DockerClient, in run: RunContext) async throws -> Applied {
        var (removed, problems) = await removeContainers(remains, docker)
        for network in remains.networks {
            do throws(DockerError) {
                let members = try await docker.containers.list(filters: ["network": [network.id]])
                try await docker.removeNetwork(network.id, members: members.map(\.id))
                removed.networks.append(network)
            } catch {
                problems.append("Failed to remove network '\(network.name)': \(error)")
            }
        }
        guard problems.isEmpty else { return .failed(problems.joined(separator: "\n"), changes: removed.report) }
        return Applied("Removed stack '\(stack)': \(removed.count)", changes: removed.report)
    }

    /// All at once: it takes as long as the slowest takes to stop.
    private func removeContainers(_ remains: StackRemains, _ docker: DockerClient) async -> (StackRemains, [String]) {
        let timeout = shutdownTimeout
        let problems = await withTaskGroup(of: (String, DockerError?).self) { group in
            for container in remains.containers {
                group.addTask {
                    do throws(DockerError) {
                        try await docker.discard(container.id, timeout: timeout, volumes: true)
                        return (container.id, nil)
                    } catch {
                        return (container.id, error)
                    }
                }
            }
            var problems: [String: DockerError] = [:]
            for await (id, problem) in group { problems[id] = problem }
            return problems
        }
        let removed = StackRemains(containers: remains.containers.filter { problems[$0.id] == nil }, networks: [])
        let sentences = remains.containers.compactMap { container in
            problems[container.id].map { "Failed to remove container '\(container.name)': \($0)" }
        }
        return (removed, sentences)
    }
}

/// What a stack has on this host.
package struct StackRemains: Sendable {
    var containers: [ContainerSummary]
    var networks: [NetworkDetails]

    package init(containers: [ContainerSummary], networks: [NetworkDetails]) {
        self.containers = containers.sorted { $0.name < $1.name }
        self.networks = networks.sorted { $0.name < $1.name }
    }

    /// `{removed: {containers: [...], networks: [...]}}`
    var report: ValueMap {
        var removed = ValueMap()
        if !containers.isEmpty { removed["containers"] = .strings(containers.map(\.name)) }
        if !networks.isEmpty { removed["networks"] = .strings(networks.map(\.name)) }
        return removed.isEmpty ? [:] : ["removed": .map(removed)]
    }

    /// "3 containers, 1 network"
    var count: String {
        func phrase(_ count: Int, _ noun: String) -> String { "\(count) \(noun)\(count == 1 ? "" : "s")" }
        return "\(phrase(containers.count, "container")), \(phrase(networks.count, "network"))"
    }
}
