package import Docker
package import Execution
package import Model
import Values

/// A container that does not exist.
package struct DockerContainerAbsent: StateFunction {
    package static let function: FunctionName = "docker_container.absent"

    let name: String
    let force: Bool

    package init(name: String, _ arguments: inout ArgumentDecoder) {
        self.name = name
        force = arguments.flag("force", default: false)
    }

    package func observe(with reader: DockerReader, in run: RunContext) async throws -> ContainerDetails? {
        try await reader.container(name)
    }

    package func plan(_ seen: ContainerDetails?) -> Plan<String> {
        guard let seen else { return .satisfied("Container '\(name)' does not exist") }
        guard force || seen.state.word == "stopped" else {
            return .impossible("Container is running, set force to True to forcibly remove it")
        }
        return .changing(
            [seen.id], predicted: ["removed": .strings([seen.id])], comment: "Container '\(name)' will be removed")
    }

    package func apply(_ id: String, with docker: DockerClient, in run: RunContext) async throws -> Applied {
        do throws(DockerError) { try await docker.remove(id, force: force) } catch {
            return .failed("Failed to remove container '\(name)': \(error)")
        }
        return Applied(
            "\(force ? "Forcibly" : "Successfully") removed container '\(name)'", changes: ["removed": .strings([id])])
    }
}
