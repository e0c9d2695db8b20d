import Docker
import Execution
import Values

/// Brings one network to what was asked for and keeps account of what was done.
struct NetworkWork: Sendable {
    let name: String
    let asked: NetworkSpecification
    let reconnects: Bool
    let docker: DockerClient
    private var changes = ValueMap()
    private var comments: [String] = []

    init(name: String, asked: NetworkSpecification, reconnects: Bool, docker: DockerClient) {
        self.name = name
        self.asked = asked
        self.reconnects = reconnects
        self.docker = docker
    }

    mutating func carryOut(_ change: NetworkChange) async -> Applied {
        do throws(DockerError) {
            try await make(change)
            for container in change.connect {
                try await docker.networks.connect(container, to: name)
                note(container, "connected")
            }
            // The members of a replaced network that are not to come back are out of it already.
            for container in change.disconnect where !change.members.contains(where: { $0.name == container }) {
                try await docker.networks.disconnect(container, from: name)
                note(container, "disconnected")
            }
        } catch {
            return .failed((comments + ["\(error)"]).joined(separator: ". "), changes: changes)
        }
        return Applied(
            comments.isEmpty ? "The containers of network '\(name)' were changed" : comments.joined(separator: ". "),
            changes: changes)
    }

    private mutating func make(_ change: NetworkChange) async throws(DockerError) {
        switch change.making {
        case .keep: return
        case .create:
            _ = try await docker.networks.create(name, options: asked.creation)
            changes["created"] = true
            comments.append("Network '\(name)' created")
        case .replace(let id, let differences):
            var places: [NetworkAttachment?] = []
            for member in change.members {
                places.append(try await docker.containers.find(member.id)?.networks.values.first { $0.networkID == id })
            }
            try await docker.removeNetwork(id, members: change.members.map(\.id))
            for member in change.members { note(member.name, "disconnected") }
            _ = try await docker.networks.create(name, options: asked.creation)
            changes["recreated"] = true
            changes[name] = .map(differences)
            comments.append("Network '\(name)' was replaced with updated config")
            guard reconnects else { return }
            for (member, place) in zip(change.members, places) where !change.disconnect.contains(member.name) {
                try await reconnect(member, as: place)
            }
        }
    }

    /// With the old address and names first, then with the names alone: the new network may have other addresses.
    private mutating func reconnect(
        _ member: ContainerSummary, as place: NetworkAttachment?
    ) async throws(DockerError) {
        var endpoint = ValueMap()
        let aliases = (place?.aliases ?? []).filter { !member.id.hasPrefix($0) }
        if !aliases.isEmpty { endpoint["Aliases"] = .strings(aliases) }
        var full = endpoint
        if let addressing = place?.addressing, !addressing.isEmpty { full["IPAMConfig"] = .map(addressing) }
        do throws(DockerError) { try await docker.networks.connect(member.id, to: name, endpoint: full) } catch {
            guard full != endpoint else { throw error }
            try await docker.networks.connect(member.id, to: name, endpoint: endpoint)
        }
        let left = changes["disconnected"]?.list?.filter { $0 != .string(member.name) } ?? []
        if left.isEmpty { changes.removeValue(forKey: "disconnected") } else { changes["disconnected"] = .list(left) }
        note(member.name, "reconnected")
    }

    private mutating func note(_ container: String, _ what: String) {
        changes[what] = .list((changes[what]?.list ?? []) + [.string(container)])
    }
}
