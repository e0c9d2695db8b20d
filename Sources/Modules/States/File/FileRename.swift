package import Execution
import Host
package import Model
import Values

package struct FileRename: StateFunction {
    package static let function: FunctionName = "file.rename"
    package static let summary =
        "A file or directory under another name, once: when the source is gone, it has been moved"

    let path: String
    let source: String
    let replacesOthers: Bool
    let makesDirectories: Bool

    package init(name: String, _ arguments: inout ArgumentDecoder) {
        path = name
        source = arguments.requiredText("source")
        replacesOthers = arguments.flag("force", default: false)
        makesDirectories = arguments.flag("makedirs", default: false)
    }

    package struct Observation: Sendable, Hashable {
        var hasSource: Bool
        var isThere: Bool
        var hasParent: Bool
        var isTest: Bool
    }

    package func observe(with reader: HostReader, in run: RunContext) async throws -> Observation {
        Observation(
            hasSource: try reader.files.status(of: source, following: false) != nil,
            isThere: try reader.files.status(of: path, following: false) != nil,
            hasParent: reader.files.isDirectory(PathText.directory(of: path)), isTest: run.isTest)
    }

    package func plan(_ seen: Observation) -> Plan<Bool> {
        guard path.hasPrefix("/") else { return .impossible("Specified file \(path) is not an absolute path") }
        guard seen.hasSource else {
            return .satisfied("Source file \"\(source)\" has already been moved out of place")
        }
        if seen.isThere, !replacesOthers {
            return .satisfied("The target file \"\(path)\" exists and will not be overwritten")
        }
        guard seen.hasParent || makesDirectories || seen.isTest else {
            return .impossible("The target directory \(PathText.directory(of: path)) is not present")
        }
        return .changing(
            [seen.isThere], predicted: [:], comment: "File \"\(source)\" is set to be moved to \"\(path)\"")
    }

    package func apply(_ clears: Bool, with writer: HostWriter, in run: RunContext) async throws -> Applied {
        if clears { try writer.files.remove(path) }
        if makesDirectories { try writer.files.makeDirectories(PathText.directory(of: path)) }
        try writer.files.move(source, to: path)
        return Applied("Moved \"\(source)\" to \"\(path)\"", changes: [path: .string(source)])
    }
}
