package import Execution
import Host
package import Model
import Values

/// A file whose times are set anew by every run; made empty where there is none.
package struct FileTouch: StateFunction {
    package static let function: FunctionName = "file.touch"

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
    }

    package func observe(with reader: HostReader, in run: RunContext) async throws -> Observation {
        Observation(
            exists: reader.files.exists(path), hasParent: reader.files.isDirectory(PathText.directory(of: path)))
    }

    package func plan(_ seen: Observation) -> Plan<Bool> {
        guard path.hasPrefix("/") else { return .impossible("Specified file \(path) is not an absolute path") }
        if seen.exists {
            return .changing(
                [false], predicted: ["touched": .string(path)],
                comment: "File \(path) exists but times would be updated")
        }
        guard seen.hasParent || makesDirectories else {
            return .impossible("Directory not present to touch file \(path)")
        }
        return .changing([true], predicted: ["new": .string(path)], comment: "File \(path) is set to be created")
    }

    package func apply(_ isNew: Bool, with writer: HostWriter, in run: RunContext) async throws -> Applied {
        if isNew {
            if makesDirectories { try writer.files.makeDirectories(PathText.directory(of: path)) }
            try writer.files.write([], to: path, FileAttributes())
        }
        if !isNew || accessed != nil || modified != nil {
            try writer.files.setTimes(
                of: path, accessed: (accessed ?? modified)?.double, modified: (modified ?? accessed)?.double)
        }
        return isNew
            ? Applied("Created empty file \(path)", changes: ["new": .string(path)])
            : Applied("Updated times on file \(path)", changes: ["touched": .string(path)])
    }
}
