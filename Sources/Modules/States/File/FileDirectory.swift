package import Execution
import Host
package import Model
import Values

package struct FileDirectory: StateFunction {
    package static let function: FunctionName = "file.directory"
    package static let summary = "A directory with a certain owner and mode, and with `recurse` what is in it as well"

    let path: String
    let permissions: Permissions
    let recursion: DirectoryRecursion?
    /// What `clean` leaves alone; nil without it.
    let cleaning: PathSelection?
    let makesDirectories: Bool
    let replacesOthers: Bool
    let backupName: String?
    let allowsLink: Bool
    /// Only what is in it is looked after.
    let isChildrenOnly: Bool

    package init(name: String, _ arguments: inout ArgumentDecoder) {
        path = name.count > 1 && name.hasSuffix("/") ? String(name.dropLast()) : name
        let mode = arguments.fileMode("dir_mode")
        let alias = arguments.fileMode("mode")
        permissions = Permissions(user: arguments.text("user"), group: arguments.text("group"), mode: mode ?? alias)
        let depth = arguments.integer("max_depth")
        recursion = DirectoryRecursion(permissions, depth: depth, &arguments)
        let cleans = arguments.flag("clean", default: false)
        let selection = PathSelection(excluding: "exclude_pat", &arguments)
        cleaning = cleans ? selection : nil
        if cleans, depth != nil { arguments.refuse("max_depth", "Cannot specify both max_depth and clean") }
        makesDirectories = arguments.flag("makedirs", default: false)
        replacesOthers = arguments.flag("force", default: false)
        backupName = arguments.text("backupname")
        allowsLink = arguments.flag("allow_symlink", default: true)
        isChildrenOnly = arguments.flag("children_only", default: false)
        _ = arguments.flag("follow_symlinks", default: false)
    }

    package struct Observation: Sendable {
        var status: FileStatus?
        var isLink = false
        var hasParent = true
        var hasBackup = false
        var owner = Owner()
        var inside: [(path: String, status: FileStatus, leadsToDirectory: Bool)] = []
        var surplus = DirectoryCleaning.Surplus()
        /// In a test what is missing may yet be made by a state before this one.
        var isTest = false
    }

    package struct Change: Sendable {
        var makes = false
        /// What is in the way, and where it goes; nowhere means that it is removed.
        var clears: (isWanted: Bool, backup: String?) = (false, nil)
        /// The paths whose owner or mode is wrong, and what they get.
        var fixes: [(path: String, attributes: FileAttributes)] = []
        var removed: [String] = []
        var changes: ValueMap
        var comment = ""
    }

    package func observe(with reader: HostReader, in run: RunContext) async throws -> Observation {
        var seen = Observation(isTest: run.isTest)
        guard path.hasPrefix("/") else { return seen }
        seen.status = try reader.files.status(of: path)
        seen.isLink = reader.files.isLink(path)
        seen.hasParent = reader.files.isDirectory(PathText.directory(of: path))
        if let backupName { seen.hasBackup = try reader.files.status(of: backupName, following: false) != nil }
        seen.owner = permissions.resolved(by: reader.accounts)
        guard seen.status?.kind == .directory else { return seen }
        if let recursion {
            seen.inside = try recursion.members(of: path, reader.files).map { member in
                (member.path, member.status, member.status.kind == .symlink && reader.files.isDirectory(member.path))
            }
        }
        if let cleaning {
            let kept = try await DirectoryCleaning.required(by: Self.function, on: path, reader, run)
            seen.surplus = try DirectoryCleaning(path: path, keeping: kept, selection: cleaning).surplus(reader.files)
        }
        return seen
    }

    package func plan(_ seen: Observation) -> Plan<Change> {
        guard path.hasPrefix("/") else { return .impossible("Specified file \(path) is not an absolute path") }
        if let problem = seen.owner.problem, !seen.isTest { return .impossible(problem) }
        let isInTheWay = seen.isLink && (!allowsLink || replacesOthers)
        guard let status = seen.status, !isInTheWay else {
            if isInTheWay { return planReplacement(seen, "Symlink") }
            guard seen.hasParent || makesDirectories || seen.isTest else {
                return .impossible("No directory to create \(path) in")
            }
            return planNew(seen, Change(makes: true, changes: [path: ["directory": "new"]]))
        }
        return status.kind == .directory ? planFixes(seen, status) : planReplacement(seen, "File")
    }

    private func planReplacement(_ seen: Observation, _ noun: String) -> Plan<Change> {
        var changes: ValueMap = [path: ["directory": "new"]]
        if let backupName {
            if seen.hasBackup, !replacesOthers {
                return .impossible("File exists where the backup target \(backupName) should go")
            }
            var predicted: ValueMap = [:]
            if seen.hasBackup { predicted["forced"] = "Existing file at backup path \(backupName) would be removed" }
            predicted["backup"] = "\(path) would be renamed to \(backupName)"
            return planNew(
                seen, Change(makes: true, clears: (true, backupName), changes: changes),
                predicted: predicted.merged(with: changes),
                comment: "\(path) would be backed up and replaced with a new directory")
        }
        guard replacesOthers else {
            return .impossible("Specified location \(path) exists and is a \(noun.lowercased())")
        }
        let predicted = changes.merged(with: ["forced": "\(noun) would be forcibly replaced"])
        changes["forced"] = "\(noun) was forcibly replaced"
        return planNew(seen, Change(makes: true, clears: (true, nil), changes: changes), predicted: predicted)
    }

    private func planNew(
        _ seen: Observation, _ change: Change, predicted: ValueMap? = nil, comment: String? = nil
    ) -> Plan<Change> {
        var change = change
        change.fixes = [(path, permissions.attributes(seen.owner))]
        return .changing(
            [change], predicted: predicted ?? change.changes,
            comment: comment ?? "The following files will be changed:\n\(path): directory - new\n")
    }

    private func planFixes(_ seen: Observation, _ status: FileStatus) -> Plan<Change> {
        var change = Change(changes: [:])
        var lines: [String] = []
        func fix(_ path: String, _ wrong: ValueMap, _ attributes: FileAttributes) {
            guard !wrong.isEmpty else { return }
            change.changes[path] = .map(wrong)
            lines += wrong.map { "\(path): \($0.key.scalarText ?? "") - \($0.value.scalarText ?? "")" }
            change.fixes.append((path, attributes))
        }
        for member in seen.inside {
            let wanted = recursion?.permissions(of: member.status, leadsToDirectory: member.leadsToDirectory)
            guard let wanted else { continue }
            let wrong = wanted.changes(from: member.status, to: seen.owner)
            fix(member.path, wrong, wanted.attributes(recursion?.owner(seen.owner) ?? Owner()))
        }
        let own = isChildrenOnly ? [:] : permissions.changes(from: status, to: seen.owner)
        fix(path, own, permissions.attributes(seen.owner))
        for path in seen.surplus.all {
            change.changes[path] = ["removed": "Removed due to clean"]
            lines.append("\(path): removed - Removed due to clean")
        }
        guard !change.changes.isEmpty else {
            return .satisfied("The directory \(path) is in the correct state")
        }
        let predicted = change.changes
        change.changes = change.changes.merged(with: own)
        change.comment = isChildrenOnly ? "Directory \(path)/* updated" : "Directory \(path) updated"
        if recursion?.isSilent == true { change.changes = ["recursion": "Changes silenced"] }
        change.removed = seen.surplus.outermost
        if !change.removed.isEmpty {
            change.changes["removed"] = .strings(change.removed)
            change.comment = "Files cleaned from directory \(path)"
        }
        let text = "The following files will be changed:\n" + lines.joined(separator: "\n") + "\n"
        return .changing([change], predicted: predicted, comment: text)
    }

    package func apply(_ change: Change, with writer: HostWriter, in run: RunContext) async throws -> Applied {
        let files = writer.files
        if change.clears.isWanted {
            if let backup = change.clears.backup {
                try files.remove(backup)
                try files.rename(path, to: backup)
            } else {
                try files.remove(path)
            }
        }
        if change.makes { try make(files, change.fixes.first?.attributes ?? FileAttributes()) }
        for fix in change.fixes { try files.apply(fix.attributes, to: fix.path) }
        for path in change.removed { try files.remove(path) }
        return Applied(change.comment, changes: change.changes)
    }

    private func make(_ files: any FileWriting, _ attributes: FileAttributes) throws {
        let mode = permissions.mode?.bits
        if makesDirectories {
            for directory in try files.makeDirectories(PathText.directory(of: path), mode: mode) {
                try files.apply(FileAttributes(user: attributes.user, group: attributes.group), to: directory)
            }
        }
        try files.makeDirectory(path, mode: mode)
    }
}
