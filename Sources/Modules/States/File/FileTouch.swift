package import Execution
import Host
package import Model
import Values

package struct FileTouch: StateFunction {
    package static let function: FunctionName = "file.touch"
    package static let summary = "A file whose times are set anew by every run; made empty where there is none"

    let path: String
    let accessed: Value?
    let modified: Value?
    let makesDirectories: Bool

    package init(name: String, _ arguments: inout ArgumentDecoder) {
        path = name
        accessed = arguments.value("atime")
        modified = arguments.value("mtime")
        makesDirectories = arguments.flag("makedirs", default: false)
    }

    package struct Observation: Sendable, Hashable {
        var exists: Bool
        var hasParent: Bool
        var isDirectory: Bool
        var isTest: Bool
    }

    package func observe(with reader: HostReader, in run: RunContext) async throws -> Observation {
        Observation(
            exists: reader.files.exists(path), hasParent: reader.files.isDirectory(PathText.directory(of: path)),
            isDirectory: reader.files.isDirectory(path), isTest: run.isTest)
    }

    package enum Change: Sendable { case new, file, directory }

    package func plan(_ seen: Observation) -> Plan<Change> {
        guard path.hasPrefix("/") else { return .impossible("Specified file \(path) is not an absolute path") }
        if seen.exists {
            return .changing(
                [seen.isDirectory ? .directory : .file], predicted: ["touched": .string(path)],
                comment: accessed == nil && modified == nil
                    ? "File \(path) exists but times would be updated" : "Times set to be updated on file \(path)")
        }
        guard seen.hasParent || makesDirectories || seen.isTest else {
            return .impossible("Directory not present to touch file \(path)")
        }
        return .changing([.new], predicted: ["new": .string(path)], comment: "File \(path) is set to be created")
    }

    package func apply(_ change: Change, with writer: HostWriter, in run: RunContext) async throws -> Applied {
        if change == .new {
            if makesDirectories { try writer.files.makeDirectories(PathText.directory(of: path)) }
            try writer.files.write([], to: path, FileAttributes())
        }
        if change != .new || accessed != nil || modified != nil {
            try writer.files.setTimes(
                of: path, accessed: (accessed ?? modified)?.double, modified: (modified ?? accessed)?.double)
        }
        return switch change {
        case .new: Applied("Created empty file \(path)", changes: ["new": .string(path)])
        case .file: Applied("Updated times on file \(path)", changes: ["touched": .string(path)])
        case .directory: Applied("Updated times on directory \(path)", changes: ["touched": .string(path)])
        }
    }
}
