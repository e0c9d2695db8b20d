package import Docker
package import Execution
package import Model
package import Values

package struct DockerVolumeAbsent: StateFunction {
    package static let function: FunctionName = "docker_volume.absent"
    package static let summary = "A named volume that does not exist"

    let name: String

    package init(name: String, _ arguments: inout ArgumentDecoder) { self.name = name }

    package func observe(with reader: DockerReader, in run: RunContext) async throws -> Value? {
        try await reader.volume(name)
    }

    package func plan(_ seen: Value?) -> Plan<String> {
        if seen == nil { return .satisfied("Volume '\(name)' already absent") }
        return .changing([name], predicted: ["removed": true], comment: "The volume '\(name)' will be removed")
    }

    package func apply(_ name: String, with docker: DockerClient, in run: RunContext) async throws -> Applied {
        do throws(DockerError) { try await docker.volumes.remove(name) } catch {
            return .failed("Failed to remove volume '\(name)': \(error)")
        }
        return Applied("Volume '\(name)' removed", changes: ["removed": true])
    }
}
