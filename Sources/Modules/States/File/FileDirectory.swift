package import Execution
import Host
package import Model
import Values

/// A directory with a certain owner and mode, and with `recurse` what is in it as well.
package struct FileDirectory: StateFunction {
    package static let function: FunctionName = "file.directory"

    let path: String
    let permissions: Permissions
    let recursion: DirectoryRecursion?
    let makesDirectories: Bool
    let replacesOthers: Bool

    package init(name: String, _ arguments: inout ArgumentDecoder) {
        path = name.count > 1 && name.hasSuffix("/") ? String(name.dropLast()) : name
        let mode = arguments.fileMode("dir_mode")
        let alias = arguments.fileMode("mode")
        permissions = Permissions(user: arguments.text("user"), group: arguments.text("group"), mode: mode ?? alias)
        recursion = DirectoryRecursion(permissions, &arguments)
        makesDirectories = arguments.flag("makedirs", default: false)
        replacesOthers = arguments.flag("force", default: false)
        if arguments.flag("clean", default: false) {
            arguments.refuse(
                "clean", "'clean' is not available: what other states put here is not known to this one",
                hint: "name what has to go with file.absent")
        }
        _ = arguments.flag("allow_symlink", default: true)
        _ = arguments.flag("follow_symlinks", default: false)
    }

    package struct Observation: Sendable {
        var status: FileStatus?
        var hasParent = true
        var owner = Owner()
        var inside: [(path: String, status: FileStatus)] = []
        /// In a test what is missing may yet be made by a state before this one.
        var isTest = false
    }

    package struct Change: Sendable {
        var makes: Bool
        var clears: Bool
        /// The paths whose owner or mode is wrong, and what they get.
        var fixes: [(path: String, attributes: FileAttributes)]
        var changes: ValueMap
        var comment: String
    }

    package func observe(with reader: HostReader, in run: RunContext) async throws -> Observation {
        var seen = Observation(isTest: run.isTest)
        guard path.hasPrefix("/") else { return seen }
        seen.status = try reader.files.status(of: path)
        seen.hasParent = reader.files.isDirectory(PathText.directory(of: path))
        seen.owner = permissions.resolved(by: reader.accounts)
        if let recursion, seen.status?.kind == .directory {
            seen.inside = try recursion.members(of: path, reader.files)
        }
        return seen
    }

    package func plan(_ seen: Observation) -> Plan<Change> {
        guard path.hasPrefix("/") else { return .impossible("Specified file \(path) is not an absolute path") }
        if let problem = seen.owner.problem, !seen.isTest { return .impossible(problem) }
        guard let status = seen.status else {
            guard seen.hasParent || makesDirectories || seen.isTest else {
                return .impossible("No directory to create \(path) in")
            }
            return planNew(seen, clears: false)
        }
        guard status.kind == .directory else {
            guard replacesOthers else {
                return .impossible("Specified location \(path) exists and is a file")
            }
            return planNew(seen, clears: true)
        }
        return planFixes(seen, status)
    }

    private func planNew(_ seen: Observation, clears: Bool) -> Plan<Change> {
        var changes: ValueMap = [path: ["directory": "new"]]
        if clears { changes["forced"] = "File was forcibly replaced" }
        let attributes = permissions.attributes(seen.owner)
        let change = Change(
            makes: true, clears: clears, fixes: [(path, attributes)], changes: changes, comment: "")
        return .changing(
            [change], predicted: changes,
            comment: "The following files will be changed:\n\(path): directory - new\n")
    }

    private func planFixes(_ seen: Observation, _ status: FileStatus) -> Plan<Change> {
        var changes: ValueMap = [:]
        var lines: [String] = []
        var fixes: [(path: String, attributes: FileAttributes)] = []
        func fix(_ path: String, _ wrong: ValueMap, _ attributes: FileAttributes) {
            guard !wrong.isEmpty else { return }
            changes[path] = .map(wrong)
            lines += wrong.map { "\(path): \($0.key.scalarText ?? "") - \($0.value.scalarText ?? "")" }
            fixes.append((path, attributes))
        }
        for member in seen.inside {
            guard let wanted = recursion?.permissions(for: member.status.kind) else { continue }
            let wrong = wanted.changes(from: member.status, to: seen.owner)
            fix(member.path, wrong, wanted.attributes(recursion?.owner(seen.owner) ?? Owner()))
        }
        let own = permissions.changes(from: status, to: seen.owner)
        fix(path, own, permissions.attributes(seen.owner))
        guard !fixes.isEmpty else { return .satisfied("The directory \(path) is in the correct state") }
        let change = Change(
            makes: false, clears: false, fixes: fixes, changes: changes.merged(with: own),
            comment: "Directory \(path) updated")
        let text = "The following files will be changed:\n" + lines.joined(separator: "\n") + "\n"
        return .changing([change], predicted: changes, comment: text)
    }

    package func apply(_ change: Change, with writer: HostWriter, in run: RunContext) async throws -> Applied {
        if change.clears { try writer.files.remove(path) }
        if change.makes {
            let mode = permissions.mode?.bits ?? 0o755
            if makesDirectories { try writer.files.makeDirectories(PathText.directory(of: path), mode: mode) }
            try writer.files.makeDirectory(path, mode: mode)
        }
        for fix in change.fixes { try writer.files.apply(fix.attributes, to: fix.path) }
        return Applied(change.comment, changes: change.changes)
    }
}
