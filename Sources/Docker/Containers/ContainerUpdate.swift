package import Values

/// Changes to a container that goes on running, in the order in which they are made.
package struct ContainerUpdate: Sendable, Equatable {
    package struct Connection: Sendable, Equatable {
        package let network: String
        /// The API's `EndpointConfig`.
        package let endpoint: ValueMap
    }

    /// The body of the update; empty for none.
    package let resources: ValueMap
    package let disconnect: [String]
    /// Also what is disconnected first because its options changed.
    package let connect: [Connection]

    init(host: [FieldChange], networks: [FieldChange], current: ContainerSpecification, desired: ContainerSpecification)
    {
        var resources = ValueMap()
        for change in host { if let key = change.path.last { resources[key] = desired.hostConfig[key] } }
        // The engine refuses a memory limit above the swap limit, which it derived from the old one.
        if let memory = resources["Memory"]?.int {
            resources["MemorySwap"] = desired.hostConfig["MemorySwap"] ?? .int(2 * memory)
        }
        self.resources = resources
        let old = current.networks ?? [:]
        let wanted = desired.networks ?? [:]
        var touched: [String] = []
        for change in networks where change.path.count > 1 && !touched.contains(change.path[1]) {
            touched.append(change.path[1])
        }
        disconnect = touched.filter { old[$0] != nil }
        connect = touched.compactMap { name in wanted[name].map { Connection(network: name, endpoint: $0.map ?? [:]) } }
    }
}
