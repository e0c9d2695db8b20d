package import Docker
package import Execution
package import Model
import Values

package struct DockerContainerAbsent: StateFunction {
    package static let function: FunctionName = "docker_container.absent"
    package static let summary = "A container that does not exist"

    let name: String
    let force: Bool

    package init(name: String, _ arguments: inout ArgumentDecoder) {
        self.name = name
        force = arguments.flag("force", default: false)
    }

    /// The container, and what a replacement of it that was cut off has left.
    package func observe(with reader: DockerReader, in run: RunContext) async throws -> [ContainerDetails] {
        let named = try await reader.container(name)
        return [named].compactMap { $0 } + (try await reader.leftovers(of: name)).all
    }

    package func plan(_ seen: [ContainerDetails]) -> Plan<[String]> {
        guard !seen.isEmpty else { return .satisfied("Container '\(name)' does not exist") }
        guard force || seen.allSatisfy({ $0.state.word == "stopped" }) else {
            return .impossible("Container is running, set force to True to forcibly remove it")
        }
        let ids = seen.map(\.id)
        return .changing([ids], predicted: ["removed": .strings(ids)], comment: "Container '\(name)' will be removed")
    }

    package func apply(_ ids: [String], with docker: DockerClient, in run: RunContext) async throws -> Applied {
        for (index, id) in ids.enumerated() {
            do throws(DockerError) { try await docker.remove(id, force: force) } catch {
                let removed: ValueMap = index == 0 ? [:] : ["removed": .strings(Array(ids[..<index]))]
                return .failed("Failed to remove container '\(name)': \(error)", changes: removed)
            }
        }
        return Applied(
            "\(force ? "Forcibly" : "Successfully") removed container '\(name)'", changes: ["removed": .strings(ids)])
    }
}
