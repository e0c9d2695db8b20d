package import Execution
import Host
package import Model
import Values

/// One that is there stays as it is unless `force` is set.
package struct FileCopy: StateFunction {
    package static let function: FunctionName = "file.copy"
    package static let summary = "A copy of a file or directory of this machine"

    let path: String
    let source: String
    let replacesOthers: Bool
    let makesDirectories: Bool
    let directoryMode: FileMode?
    /// Owner and mode are the source's.
    let preserves: Bool
    /// A directory with this name gets the copy into it.
    let goesInto: Bool
    let permissions: Permissions

    package init(name: String, _ arguments: inout ArgumentDecoder) {
        path = name
        source = arguments.requiredText("source")
        replacesOthers = arguments.flag("force", default: false)
        makesDirectories = arguments.flag("makedirs", default: false)
        preserves = arguments.flag("preserve", default: false)
        goesInto = arguments.flag("subdir", default: false)
        permissions = Permissions(&arguments)
        directoryMode = arguments.fileMode("dir_mode")
    }

    package struct Observation: Sendable {
        var problem: String?
        /// Where the copy goes.
        var target = ""
        var source: FileStatus?
        var isThere = false
        var isIdentical = false
        var hasParent = true
        var owner = Owner()
        var isTest = false
    }

    package struct Change: Sendable {
        var target: String
        var clears: Bool
        var permissions: Permissions
        var owner: Owner
        var comment: String
    }

    package func observe(with reader: HostReader, in run: RunContext) async throws -> Observation {
        var seen = Observation(isTest: run.isTest)
        guard path.hasPrefix("/") else {
            seen.problem = "Specified file \(path) is not an absolute path"
            return seen
        }
        let files = reader.files
        seen.source = try files.status(of: source)
        seen.target = goesInto && files.isDirectory(path) ? PathText.join(path, PathText.name(of: source)) : path
        seen.isThere = try files.status(of: seen.target, following: false) != nil
        if seen.isThere, replacesOthers, files.isFile(seen.target), files.isFile(source) {
            seen.isIdentical = try files.read(seen.target) == files.read(source)
        }
        seen.hasParent = files.isDirectory(PathText.directory(of: seen.target))
        seen.owner = permissions.resolved(by: reader.accounts)
        if let status = seen.source, preserves { seen.owner = Owner(user: status.userID, group: status.groupID) }
        return seen
    }

    package func plan(_ seen: Observation) -> Plan<Change> {
        if let problem = seen.problem { return .impossible(problem) }
        guard let status = seen.source else { return .impossible("Source file \"\(source)\" is not present") }
        if let problem = seen.owner.problem, !seen.isTest { return .impossible(problem) }
        if seen.isThere, !replacesOthers {
            return .satisfied("The target file \"\(seen.target)\" exists and will not be overwritten")
        }
        guard seen.hasParent || makesDirectories || seen.isTest else {
            return .impossible("The target directory \(PathText.directory(of: seen.target)) is not present")
        }
        var wanted = permissions
        if wanted.mode == nil || preserves { wanted.mode = FileMode(bits: status.mode) }
        let note = seen.isIdentical ? " - files are identical but force flag is set" : ""
        let change = Change(
            target: seen.target, clears: seen.isThere, permissions: wanted, owner: seen.owner,
            comment: "Copied \"\(source)\" to \"\(path)\"\(note)")
        return .changing(
            [change], predicted: [:], comment: "File \"\(source)\" is set to be copied to \"\(seen.target)\"")
    }

    package func apply(_ change: Change, with writer: HostWriter, in run: RunContext) async throws -> Applied {
        let files = writer.files
        if change.clears { try files.remove(change.target) }
        if makesDirectories {
            let mode = directoryMode ?? change.permissions.mode?.forDirectories
            let made = try files.makeDirectories(PathText.directory(of: change.target), mode: mode?.bits)
            for directory in made {
                try files.apply(FileAttributes(user: change.owner.user, group: change.owner.group), to: directory)
            }
        }
        try files.copy(source, to: change.target)
        var changes: ValueMap = [change.target: .string(source)]
        if let status = try files.status(of: change.target) {
            changes = changes.merged(with: change.permissions.changes(from: status, to: change.owner))
            try own(change, files)
            try files.apply(change.permissions.attributes(change.owner), to: change.target)
        }
        return Applied(change.comment, changes: changes)
    }

    /// What is in a directory belongs to the same owner.
    private func own(_ change: Change, _ files: any FileWriting) throws {
        guard files.isDirectory(change.target), change.owner.user != nil || change.owner.group != nil else { return }
        for member in try files.walk(change.target) {
            try files.setOwner(user: change.owner.user, group: change.owner.group, of: member.path)
        }
    }
}
