package import Execution
import Host
package import Model
import Values

package struct FileHardlink: StateFunction {
    package static let function: FunctionName = "file.hardlink"
    package static let summary = "A further name for a file"

    let path: String
    let target: String
    let replacesOthers: Bool
    let makesDirectories: Bool
    let directoryMode: FileMode?
    let permissions: Permissions

    package init(name: String, _ arguments: inout ArgumentDecoder) {
        path = name
        target = arguments.requiredText("target")
        replacesOthers = arguments.flag("force", default: false)
        makesDirectories = arguments.flag("makedirs", default: false)
        directoryMode = arguments.fileMode("dir_mode")
        permissions = Permissions(user: arguments.text("user"), group: arguments.text("group"))
    }

    package struct Observation: Sendable, Hashable {
        var status: FileStatus?
        var target: FileStatus?
        var hasParent: Bool
        var owner: Owner
        var isTest: Bool
    }

    package enum Change: Sendable, Hashable {
        /// Nothing was there.
        case new
        /// Another hard link was.
        case changed
        /// A file was.
        case forced
    }

    package func observe(with reader: HostReader, in run: RunContext) async throws -> Observation {
        Observation(
            status: try reader.files.status(of: path), target: try reader.files.status(of: target),
            hasParent: reader.files.isDirectory(PathText.directory(of: path)),
            owner: permissions.resolved(by: reader.accounts), isTest: run.isTest)
    }

    package func plan(_ seen: Observation) -> Plan<Change> {
        if let problem = problem(seen) { return .impossible(problem) }
        guard let status = seen.status else {
            return .changing(
                [.new], predicted: ["new": .string(path)],
                comment: "Hard link \(path) to \(target) is set for creation")
        }
        if status.links > 1 {
            if status.inode == seen.target?.inode {
                return .satisfied(
                    seen.isTest
                        ? "The hard link \(path) is presently targetting \(target)"
                        : "Target of hard link \(path) is already pointing to \(target)")
            }
            return .changing(
                [.changed], predicted: ["change": .string(path)],
                comment: "Link \(path) target is set to be changed to \(target)")
        }
        guard replacesOthers else {
            return .impossible(
                seen.isTest
                    ? "File or directory exists where the hard link \(path) should be. Did you mean to use force?"
                    : "File exists where the hard link \(path) should be")
        }
        return .changing(
            [.forced], predicted: [:],
            comment: "The file or directory \(path) is set for removal to make way for a new hard link targeting "
                + target)
    }

    private func problem(_ seen: Observation) -> String? {
        var problems = seen.owner.missing.map { "\($0) does not exist" }
        if !path.hasPrefix("/") { problems.append("Specified file \(path) is not an absolute path") }
        if !target.hasPrefix("/") { problems.append("Specified target \(target) is not an absolute path") }
        if !problems.isEmpty { return problems.joined(separator: ". ") + (problems.count > 1 ? "." : "") }
        if seen.isTest, seen.target == nil { return "Target \(target) for hard link does not exist" }
        if seen.isTest, seen.target?.kind == .directory { return "Unable to hard link from directory \(target)" }
        if seen.status?.kind == .directory { return "Unable to hard link to directory \(path)" }
        if seen.target?.kind == .directory { return "Unable to hard link from directory \(target)" }
        if seen.target == nil { return "Target \(target) for hard link does not exist" }
        guard seen.hasParent || makesDirectories || seen.isTest else {
            return "Directory \(PathText.directory(of: path)) for hard link is not present"
        }
        return nil
    }

    package func apply(_ change: Change, with writer: HostWriter, in run: RunContext) async throws -> Applied {
        if makesDirectories {
            let mode = directoryMode?.bits
            for directory in try writer.files.makeDirectories(PathText.directory(of: path), mode: mode) {
                try writer.files.apply(
                    permissions.attributes(permissions.resolved(by: writer.accounts)), to: directory)
            }
        }
        if change != .new { try writer.files.remove(path) }
        try writer.files.hardLink(path, to: target)
        var changes: ValueMap = ["new": .string(path)]
        if change == .forced { changes["forced"] = "File for hard link was forcibly replaced" }
        return Applied(
            change == .changed
                ? "Set target of hard link \(path) -> \(target)" : "Created new hard link \(path) -> \(target)",
            changes: changes)
    }
}
