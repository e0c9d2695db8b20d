import Docker
import Execution
import Model
import Values

extension DockerModule {
    /// Networks and volumes.
    var networks: [ExecutionFunction] {
        [
            .init("docker.networks", "All networks.", parameters: [.optional("names"), .optional("ids")]) { call, _ in
                let names = try call.names("names")
                let ids = try call.names("ids")
                let found = try await docker.networks.list().filter { network in
                    (names.isEmpty && ids.isEmpty) || names.contains(network.name)
                        || ids.contains { network.id.hasPrefix($0) }
                }
                return FunctionResult(.list(found.map(\.raw)))
            },
            named("docker.inspect_network", "All about a network.") { name throws(DockerError) in
                try await docker.networks.inspect(name).raw
            },
            .init(
                "docker.connect_container_to_network", "Connects a container to a network.",
                parameters: [.required("container"), .required("net_id"), .keywords("kwargs")]
            ) { call, _ in
                try await docker.networks.connect(try call.text("container"), to: try call.text("net_id"))
                return FunctionResult(true)
            },
            .init(
                "docker.disconnect_container_from_network", "Disconnects a container from a network.",
                parameters: [.required("container"), .required("network_id")]
            ) { call, _ in
                try await docker.networks.disconnect(try call.text("container"), from: try call.text("network_id"))
                return FunctionResult(true)
            },
            named("docker.remove_network", "Removes a network.") { name throws(DockerError) in
                try await docker.networks.remove(name)
                return true
            },
            .init("docker.volumes", "All volumes.", parameters: [.optional("filters")]) { call, _ in
                FunctionResult(["Volumes": .list(try await docker.volumes.list(filters: try Self.filters(call)))])
            },
        ]
    }
}
