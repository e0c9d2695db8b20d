package import Docker
import HAProxy
import Values

/// Finds the containers of this host that are the servers of a backend (`docker_local`).
package struct DockerServers: Sendable {
    let docker: DockerClient

    package init(docker: DockerClient) { self.docker = docker }

    /// The running containers that carry every label, in the order of their names, with the address of their first network.
    ///
    /// - Throws: `DockerError`; a `Diagnostic` for a container that has no address of its own.
    func matching(_ query: PillarConfiguration.ContainerQuery) async throws -> [BackendServer] {
        let found = try await docker.containers.list(
            all: false, filters: ["label": query.labels, "status": ["running"]])
        return try found.sorted { $0.name < $1.name }.map { container in
            let addresses = container.networks.sorted { $0.key < $1.key }.map(\.value.address)
            guard let address = addresses.first(where: { !$0.isEmpty }) else {
                throw Diagnostic(
                    "the container \(container.name) has no address that HAProxy could reach",
                    hint: "connect it to a network")
            }
            return BackendServer(address: address, port: query.port)
        }
    }
}
