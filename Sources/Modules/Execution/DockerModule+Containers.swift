import Docker
import Execution
import Model
import Values

extension DockerModule {
    var lists: [ExecutionFunction] {
        [
            .init(
                "docker.ps", "Containers by their ids, as the engine lists them; with host, this machine's interfaces.",
                parameters: [
                    .optional("filters"), .optional("all", false), .optional("host", false),
                    .optional("verbose", false),
                    .keywords("kwargs"),
                ]
            ) { call, _ in
                let found = try await docker.containers.list(all: try call.flag("all"), filters: try Self.filters(call))
                var containers = ValueMap(found.map { (.string($0.id), $0.raw) })
                if call["verbose"].isTruthy {
                    for container in found {
                        guard var map = container.raw.map else { continue }
                        map["Info"] = try await docker.containers.find(container.id)?.raw
                        containers[container.id] = .map(map)
                    }
                }
                if call["host"].isTruthy { containers["host"] = ["interfaces": .map(NetworkModule.interfaces)] }
                return FunctionResult(.map(containers))
            },
            .init(
                "docker.list_containers", "The names of containers.",
                parameters: [.optional("all", false), .optional("filters"), .keywords("kwargs")]
            ) { call, _ in
                let found = try await docker.containers.list(all: try call.flag("all"), filters: try Self.filters(call))
                return FunctionResult(.strings(found.map(\.name).sorted()))
            },
        ]
    }

    var lookups: [ExecutionFunction] {
        [
            named("docker.inspect_container", "All about a container.") { name throws(DockerError) in
                try await docker.containers.inspect(name).raw
            },
            named("docker.inspect", "All about a container, image, network or volume.") { name throws(DockerError) in
                if let container = try await docker.containers.find(name) { return container.raw }
                if let image = try await docker.images.find(name) { return image.raw }
                if let network = try await docker.networks.find(name) { return network.raw }
                return try await docker.volumes.inspect(name)
            },
            named("docker.state", "running, paused, restarting or stopped.") { name throws(DockerError) in
                .string(try await docker.containers.inspect(name).state.word)
            },
            named("docker.exists", "Whether there is such a container.") { name throws(DockerError) in
                .bool(try await docker.containers.find(name) != nil)
            },
            .init(
                "docker.logs", "What a container wrote.",
                parameters: [
                    .required("name"), .optional("tail"), .optional("since"), .optional("timestamps", false),
                    .keywords("kwargs"),
                ]
            ) { call, _ in
                let logs = try await docker.containers.logs(
                    try call.text("name"),
                    tail: call["tail"] == "all" || call["tail"].isNull ? nil : try call.integer("tail"),
                    since: call["since"].isNull ? nil : try call.integer("since"),
                    timestamps: try call.flag("timestamps"))
                return FunctionResult(.string(logs.combined))
            },
        ]
    }

    /// `filters` as Salt takes them: `{label: [a, b=c]}` or `{label: a}`.
    static func filters(_ call: BoundArguments) throws(Diagnostic) -> [String: [String]] {
        var filters: [String: [String]] = [:]
        for (key, value) in try call.map("filters") {
            filters[key.scalarText ?? ""] = value.list?.compactMap(\.scalarText) ?? [value.scalarText ?? ""]
        }
        return filters
    }

    /// A function of one name.
    func named(
        _ function: FunctionName, _ summary: String,
        _ body: @escaping @Sendable (String) async throws(DockerError) -> Value
    ) -> ExecutionFunction {
        .init(function, summary, parameters: [.required("name"), .keywords("kwargs")]) { call, _ in
            FunctionResult(try await body(try call.text("name")))
        }
    }
}
