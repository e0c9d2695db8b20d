package import Docker
package import Execution
package import Model
import Values

package struct DockerImageAbsent: StateFunction {
    package static let function: FunctionName = "docker_image.absent"
    package static let summary = "Images that are not on this host"

    let names: [String]
    /// Also when stopped containers use one.
    let force: Bool

    package init(name: String, _ arguments: inout ArgumentDecoder) {
        names = arguments.texts("images") ?? [name]
        force = arguments.flag("force", default: false)
    }

    /// Those that are there.
    package func observe(with reader: DockerReader, in run: RunContext) async throws -> [String] {
        var present: [String] = []
        for name in names where try await reader.image(name) != nil { present.append(name) }
        return present
    }

    package func plan(_ seen: [String]) -> Plan<[String]> {
        if seen.isEmpty {
            return .satisfied(
                names.count == 1 ? "Image \(names[0]) is not present" : "All specified images are not present")
        }
        let comment =
            seen.count == 1
            ? "Image \(seen[0]) will be removed"
            : "The following images will be removed: \(seen.joined(separator: ", "))"
        return .changing([seen], predicted: ["removed": .strings(seen)], comment: comment)
    }

    package func apply(_ due: [String], with docker: DockerClient, in run: RunContext) async throws -> Applied {
        var changes = ValueMap()
        var removed: [String] = []
        var problems: [String] = []
        for name in due {
            do throws(DockerError) {
                changes[name] = ["removed": .strings(try await docker.images.remove(name, force: force))]
                removed.append(name)
            } catch {
                problems.append("\(error)")
            }
        }
        guard problems.isEmpty else {
            let failed = due.filter { !removed.contains($0) }.joined(separator: ", ")
            return .failed(
                "The following image(s) failed to be removed: \(failed). The following errors were encountered: "
                    + problems.joined(separator: "; "), changes: changes)
        }
        return Applied(
            removed.count == 1
                ? "Image \(removed[0]) was removed"
                : "The following images were removed: \(removed.joined(separator: ", "))", changes: changes)
    }
}
