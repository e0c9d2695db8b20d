import Docker
import Values

/// Where containers can be reached from this host and from others.
struct DockerEndpoints: Sendable {
    let port: Int
    /// The network whose addresses count; nil for each container's first.
    let network: String?
    /// The address that other hosts reach this one by, where there is one.
    let hostAddress: String?

    /// One endpoint: `{name, id, address, port, host_address, host_port, state, started}`; what is not so is absent.
    func describe(_ container: ContainerDetails) -> Value {
        var endpoint: ValueMap = [
            "name": .string(container.name), "id": .string(container.id), "state": .string(container.state.word),
            "started": .string(container.state.startedAt), "port": .int(port),
        ]
        if isOnHostNetwork(container) {
            endpoint["address"] = "127.0.0.1"
            publish(hostAddress, port, in: &endpoint)
        } else {
            if let address = address(of: container) { endpoint["address"] = .string(address) }
            if let published = published(by: container) {
                publish(published.isAnywhere ? hostAddress : published.hostAddress, published.hostPort, in: &endpoint)
            }
        }
        if let health = container.state.health { endpoint["health"] = .string(health) }
        return .map(endpoint)
    }

    private func publish(_ address: String?, _ port: Int, in endpoint: inout ValueMap) {
        endpoint["host_port"] = .int(port)
        if let address { endpoint["host_address"] = .string(address) }
    }

    private func isOnHostNetwork(_ container: ContainerDetails) -> Bool {
        container.hostConfig["NetworkMode"]?.string == "host"
    }

    private func address(of container: ContainerDetails) -> String? {
        let inOrder = container.networks.sorted { $0.key < $1.key }.map(\.value)
        let named = network.flatMap { container.networks[$0] }
        let address = (named ?? inOrder.first { !$0.address.isEmpty })?.address ?? ""
        return address.isEmpty ? nil : address
    }

    /// A port that is published on the loopback address is of no use to other hosts.
    private func published(by container: ContainerDetails) -> PublishedPort? {
        let candidates = container.ports.filter { $0.containerPort == "\(port)/tcp" && !$0.isOnLoopback }
        return candidates.first { $0.hostAddress == "0.0.0.0" } ?? candidates.first
    }
}

extension PublishedPort {
    fileprivate var isAnywhere: Bool { ["", "0.0.0.0", "::"].contains(hostAddress) }
    fileprivate var isOnLoopback: Bool { hostAddress.hasPrefix("127.") || hostAddress == "::1" }
}
