package import Execution
import Host
package import Model
import Values

package struct FileTidied: StateFunction {
    package static let function: FunctionName = "file.tidied"
    package static let summary = "A directory without what is old, large or named in a certain way"

    let path: String
    let rule: TidyRule

    package init(name: String, _ arguments: inout ArgumentDecoder) {
        path = name
        rule = TidyRule(&arguments)
    }

    package struct Observation: Sendable, Hashable {
        var isDirectory: Bool
        var removable: [String]
    }

    package func observe(with reader: HostReader, in run: RunContext) async throws -> Observation {
        guard path.hasPrefix("/"), reader.files.isDirectory(path) else {
            return Observation(isDirectory: false, removable: [])
        }
        return Observation(isDirectory: true, removable: try rule.removable(in: path, reader.files))
    }

    package func plan(_ seen: Observation) -> Plan<[String]> {
        guard path.hasPrefix("/") else { return .impossible("Specified file \(path) is not an absolute path") }
        guard seen.isDirectory else { return .impossible("\(path) does not exist or is not a directory.") }
        guard !seen.removable.isEmpty else { return .satisfied("Nothing to remove from directory \(path)") }
        return .changing(
            [seen.removable], predicted: ["removed": .strings(seen.removable)], comment: "\(path) is set for tidy")
    }

    package func apply(_ paths: [String], with writer: HostWriter, in run: RunContext) async throws -> Applied {
        var removed: [String] = []
        for path in paths {
            do {
                try writer.files.remove(path)
            } catch {
                return .failed(String(describing: error), changes: ["removed": .strings(removed)])
            }
            removed.append(path)
        }
        return Applied(
            "Removed \(removed.count) files or directories from directory \(path)",
            changes: ["removed": .strings(removed)])
    }
}
