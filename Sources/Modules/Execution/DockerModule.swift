import Docker
import Execution
import Model
import Values

/// `docker.*`: the containers, images, networks and volumes of one engine.
struct DockerModule {
    let docker: DockerClient

    var functions: [ExecutionFunction] {
        [endpoints] + system + lists + lookups + controls + commands + images + networks
    }

    private var system: [ExecutionFunction] {
        [
            .init("docker.version", "The versions of the engine and its parts.") { _, _ in
                FunctionResult(try await docker.system.version())
            },
            .init("docker.info", "What the engine says about itself.") { _, _ in
                FunctionResult(try await docker.system.info())
            },
            .init("docker.ping", "Whether the engine answers.") { _, _ in
                try await docker.system.ping()
                return FunctionResult(true)
            },
        ]
    }
}
