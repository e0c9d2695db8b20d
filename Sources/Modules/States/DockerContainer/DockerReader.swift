package import Docker
import Values

/// What a state may look at in a Docker engine.
package struct DockerReader: Sendable {
    private let docker: DockerClient

    package init(_ docker: DockerClient) { self.docker = docker }

    /// A container by its name, or by twelve or more digits of its id. The engine itself takes any beginning of an id,
    /// so that `a` could be somebody else's container.
    func container(_ name: String) async throws -> ContainerDetails? {
        guard let found = try await docker.containers.find(name) else { return nil }
        return found.name == name || Self.isIdentity(name, of: found.id) ? found : nil
    }

    func leftovers(of name: String) async throws -> ReplacementLeftovers {
        ReplacementLeftovers(
            next: try await container(ReplacementLeftovers.nextName(name)),
            previous: try await container(ReplacementLeftovers.previousName(name)))
    }

    /// Whether a container that is seen running only does so between two of its ends. It takes a moment to tell, and is
    /// worth it where the engine has restarted it just before.
    func isFlapping(_ container: ContainerDetails) async throws -> Bool {
        guard container.state.isRunning, ContainerSettling.wasJustRestarted(container) else { return false }
        return try await ContainerSettling(docker: docker).problem(with: container.id) != nil
    }

    func containers(labelled label: String) async throws -> [ContainerSummary] {
        try await docker.containers.list(filters: ["label": [label]])
    }

    /// The containers that have a place in a network, running or not.
    func containers(in network: NetworkDetails) async throws -> [ContainerSummary] {
        try await docker.containers.list(filters: ["network": [network.id]])
    }

    func network(_ name: String) async throws -> NetworkDetails? {
        guard let found = try await docker.networks.find(name) else { return nil }
        return found.name == name || Self.isIdentity(name, of: found.id) ? found : nil
    }

    func networks(labelled label: String) async throws -> [NetworkDetails] {
        try await docker.networks.list(filters: ["label": [label]])
    }

    func networkNames() async throws -> Set<String> { Set(try await docker.networks.list().map(\.name)) }

    func image(_ name: String) async throws -> ImageDetails? { try await docker.images.find(name) }

    /// A volume's description, or nil.
    func volume(_ name: String) async throws -> Value? {
        do throws(DockerError) { return try await docker.volumes.inspect(name) } catch {
            if case .notFound = error { return nil }
            throw error
        }
    }

    private static func isIdentity(_ name: String, of id: String) -> Bool { name.count >= 12 && id.hasPrefix(name) }
}
