package import Docker
package import Execution
package import Model
import Values

package struct DockerNetworkPresent: StateFunction {
    package static let function: FunctionName = "docker_network.present"
    package static let summary = "A network that is as it was asked for, with the containers that are listed"

    let name: String
    let asked: NetworkSpecification
    /// Exactly these are to be in it; nil leaves the members alone.
    let containers: [String]?
    /// Whether the members of a network that is replaced are connected again.
    let reconnects: Bool

    package init(name: String, _ arguments: inout ArgumentDecoder) {
        self.name = name
        containers = arguments.texts("containers")
        reconnects = arguments.flag("reconnect", default: true)
        // The engine is always asked to check, and arguments are always translated.
        for ignored in ["check_duplicate", "skip_translate"] { _ = arguments.flag(ignored, default: false) }
        asked = NetworkSpecification(
            &arguments, ignoresCollisions: arguments.flag("ignore_collisions", default: false),
            validatesAddresses: arguments.flag("validate_ip_addrs", default: true))
    }

    package struct Seen: Sendable {
        package var network: NetworkDetails?
        /// The containers that have a place in it, running or not.
        package var members: [ContainerSummary] = []

        package init(network: NetworkDetails?) { self.network = network }
    }

    package func observe(with reader: DockerReader, in run: RunContext) async throws -> Seen {
        var seen = Seen(network: try await reader.network(name))
        if let network = seen.network { seen.members = try await reader.containers(in: network) }
        return seen
    }

    package func plan(_ seen: Seen) -> Plan<NetworkChange> {
        var change = NetworkChange()
        guard let network = seen.network else {
            change.making = .create
            change.connect = containers ?? []
            return .changing(
                [change], predicted: (["created": true] as ValueMap).merged(with: Self.members(change)),
                comment: "Network will be created")
        }
        let differences = asked.differences(from: network)
        let names = seen.members.map(\.name)
        change.connect = (containers ?? []).filter { !names.contains($0) }
        change.disconnect = containers.map { wanted in names.filter { !wanted.contains($0) } } ?? []
        if !differences.isEmpty {
            change.making = .replace(id: network.id, differences)
            change.members = seen.members
            return .changing(
                [change],
                predicted: (["recreated": true, name: .map(differences)] as ValueMap).merged(
                    with: Self.members(change)),
                comment: "Network would be recreated with new config")
        }
        guard !change.connect.isEmpty || !change.disconnect.isEmpty else {
            return .satisfied("Network '\(name)' already exists, and is configured as specified")
        }
        return .changing(
            [change], predicted: Self.members(change), comment: "The containers of network '\(name)' would be changed")
    }

    package func apply(_ change: NetworkChange, with docker: DockerClient, in run: RunContext) async throws -> Applied {
        var work = NetworkWork(name: name, asked: asked, reconnects: reconnects, docker: docker)
        return await work.carryOut(change)
    }

    private static func members(_ change: NetworkChange) -> ValueMap {
        var map = ValueMap()
        if !change.connect.isEmpty { map["connected"] = .strings(change.connect) }
        if !change.disconnect.isEmpty { map["disconnected"] = .strings(change.disconnect) }
        return map
    }
}
