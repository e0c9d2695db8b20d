package import Docker
package import Execution
package import Model
import Values

/// Containers in it are disconnected.
package struct DockerNetworkAbsent: StateFunction {
    package static let function: FunctionName = "docker_network.absent"
    package static let summary = "A network that does not exist"

    let name: String

    package init(name: String, _ arguments: inout ArgumentDecoder) { self.name = name }

    package func observe(with reader: DockerReader, in run: RunContext) async throws -> DockerNetworkPresent.Seen {
        var seen = DockerNetworkPresent.Seen(network: try await reader.network(name))
        if let network = seen.network { seen.members = try await reader.containers(in: network) }
        return seen
    }

    package func plan(_ seen: DockerNetworkPresent.Seen) -> Plan<NetworkRemoval> {
        guard let network = seen.network else { return .satisfied("Network '\(name)' already absent") }
        let removal = NetworkRemoval(id: network.id, members: seen.members)
        return .changing([removal], predicted: removal.report, comment: "Network '\(name)' will be removed")
    }

    package func apply(_ removal: NetworkRemoval, with docker: DockerClient, in run: RunContext) async throws -> Applied
    {
        do throws(DockerError) {
            try await docker.removeNetwork(removal.id, members: removal.members.map(\.id))
        } catch {
            return .failed("Failed to remove network: \(error)")
        }
        return Applied("Removed network '\(name)'", changes: removal.report)
    }
}

/// A network to remove, and who is in it.
package struct NetworkRemoval: Sendable {
    let id: String
    let members: [ContainerSummary]

    var report: ValueMap {
        var report: ValueMap = ["removed": true]
        if !members.isEmpty { report["disconnected"] = .strings(members.map(\.name)) }
        return report
    }
}
