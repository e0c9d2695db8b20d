package import Execution
import Host
package import Model
import Values

package struct FileManaged: StateFunction {
    package static let function: FunctionName = "file.managed"
    package static let summary = "A file with a certain content, owner and mode"

    let path: String
    let content: ManagedContent
    let permissions: Permissions
    /// The mode is the source's (`mode: keep`).
    let keepsMode: Bool
    let directoryMode: FileMode?
    let makesDirectories: Bool
    /// Whether an existing file's content is touched.
    let replaces: Bool
    /// Whether a missing file is made.
    let creates: Bool
    let backsUp: Bool
    let showsChanges: Bool
    let showsNewFile: Bool
    let followsLinks: Bool
    let check: ManagedCheck?

    package init(name: String, _ arguments: inout ArgumentDecoder) {
        path = name
        let mode = arguments.value("mode")
        keepsMode = mode?.string?.lowercased() == "keep"
        permissions = Permissions(
            user: arguments.text("user"), group: arguments.text("group"),
            mode: keepsMode ? nil : arguments.fileMode("mode", mode))
        content = ManagedContent(path: name, permissions: permissions, keepsMode: keepsMode, &arguments)
        directoryMode = arguments.fileMode("dir_mode")
        makesDirectories = arguments.flag("makedirs", default: false)
        replaces = arguments.flag("replace", default: true)
        creates = arguments.flag("create", default: true)
        backsUp = arguments.value("backup").map { $0 == "minion" || $0 == true } ?? false
        showsChanges = arguments.flag("show_changes", default: true)
        showsNewFile = arguments.flag("new_file_diff", default: false)
        followsLinks = arguments.flag("follow_symlinks", default: true)
        check = ManagedCheck(&arguments)
        if keepsMode, ![.unspecified].contains(content.kind), !content.hasSources {
            arguments.refuse(
                "mode",
                "Mode preservation cannot be used in combination with 'contents', 'contents_pillar', or "
                    + "'contents_grains'"
            )
        }
    }

    /// What was seen of the file and what it should hold.
    package struct Observation: Sendable {
        var status: FileStatus?
        var bytes: [UInt8]?
        var hasParent = true
        var owner = Owner()
        var wanted: ManagedContent.Outcome
        /// A link is there, and it is to become a file.
        var isLink = false
        /// In a test what is missing may yet be made by a state before this one.
        var isTest = false
        var umask: UInt32 = 0o022
    }

    /// Everything that one file needs, made at once.
    package struct Change: Sendable {
        /// Nil leaves the content alone.
        var bytes: [UInt8]?
        var old: [UInt8]?
        var attributes: FileAttributes
        var isNew: Bool
        var replacesLink = false
        var changes: ValueMap
    }

    package func observe(with reader: HostReader, in run: RunContext) async throws -> Observation {
        var seen = Observation(wanted: .unspecified, isTest: run.isTest, umask: run.umask ?? 0o022)
        guard path.hasPrefix("/") else { return seen }
        seen.status = try reader.files.status(of: path)
        if needsContent(seen) { seen.wanted = try await content.outcome(reader: reader, run: run) }
        seen.isLink = !followsLinks && reader.files.isLink(path)
        if seen.status?.kind == .file { seen.bytes = try reader.files.read(path) }
        seen.hasParent = reader.files.isDirectory(PathText.directory(of: path))
        seen.owner = permissions.resolved(by: reader.accounts)
        return seen
    }

    /// A file that stays as it is, or is not made, needs no source.
    private func needsContent(_ seen: Observation) -> Bool {
        seen.status?.kind == .file ? replaces : creates || seen.status != nil
    }

    package func plan(_ seen: Observation) -> Plan<Change> {
        if path.hasPrefix("/"), !creates, seen.status?.kind != .file {
            return .satisfied("File \(path) is not present and is not set for creation")
        }
        if let problem = problem(seen) { return .impossible(problem) }
        guard let status = seen.status else { return planNew(seen) }
        let permissions = self.permissions(seen)
        var changes: ValueMap = [:]
        var bytes: [UInt8]?
        if replaces, case .bytes(let wanted, _) = seen.wanted, wanted != seen.bytes || seen.isLink {
            bytes = wanted
            let old = seen.bytes ?? []
            changes["diff"] = .string(
                seen.isLink
                    ? "Replace symbolic link with regular file"
                    : FileText.difference(old, wanted, isShown: showsChanges))
        }
        changes = changes.merged(with: permissions.changes(from: status, to: seen.owner))
        guard !changes.isEmpty else {
            return .satisfied(comment(ofCorrect: seen))
        }
        let change = Change(
            bytes: bytes, old: seen.bytes, attributes: permissions.attributes(seen.owner), isNew: false,
            replacesLink: seen.isLink, changes: changes)
        return .changing([change], predicted: changes, comment: testComment(status, seen))
    }

    /// With the mode of the source where that is wanted.
    private func permissions(_ seen: Observation) -> Permissions {
        var permissions = self.permissions
        if keepsMode, case .bytes(_, let mode) = seen.wanted { permissions.mode = mode }
        return permissions
    }

    /// Salt words a test differently.
    private func comment(ofCorrect seen: Observation) -> String {
        guard isAboutContent(seen) else {
            return seen.isTest
                ? "File \(path) not updated" : "File \(path) exists with proper permissions. No changes made."
        }
        return seen.isTest ? "The file \(path) is in the correct state" : "File \(path) is in the correct state"
    }

    private func problem(_ seen: Observation) -> String? {
        guard path.hasPrefix("/") else { return "Specified file \(path) is not an absolute path" }
        if seen.status?.kind == .directory { return "Specified target \(path) is a directory" }
        if let problem = seen.owner.problem, !seen.isTest { return problem }
        if case .failed(let reason) = seen.wanted { return reason }
        if !seen.isTest, seen.status == nil, creates, !seen.hasParent, !makesDirectories {
            return "Parent directory not present"
        }
        return nil
    }

    private func planNew(_ seen: Observation) -> Plan<Change> {
        let permissions = self.permissions(seen)
        var bytes: [UInt8] = []
        if case .bytes(let wanted, _) = seen.wanted { bytes = wanted }
        let shown = showsNewFile ? [] : nil as [UInt8]?
        var changes: ValueMap = ["diff": .string(FileText.difference(shown, bytes, isShown: showsChanges))]
        if case .unspecified = seen.wanted { changes = ["new": .string("file \(path) created")] }
        var attributes = permissions.attributes(seen.owner)
        if content.hasSources, attributes.mode == nil { attributes.mode = 0o666 & ~seen.umask }
        // A file that is to have a mode is made with 0600 and then changed, so that mode is no change.
        if let bits = attributes.mode, bits != 0o600 { changes["mode"] = .string(FileMode(bits: bits).description) }
        if let user = permissions.user, seen.owner.user != 0 { changes["user"] = .string(user) }
        if let group = permissions.group, seen.owner.group != 0 { changes["group"] = .string(group) }
        let change = Change(
            bytes: bytes, old: nil, attributes: attributes, isNew: true, changes: changes)
        let predicted: ValueMap = showsNewFile ? ["diff": changes["diff"] ?? ""] : ["newfile": .string(path)]
        return .changing([change], predicted: predicted, comment: testComment)
    }

    private var testComment: String {
        """
        The file \(path) is set to be changed
        Note: No changes made, actual changes may
        be different due to other states.
        """
    }

    private func isAboutContent(_ seen: Observation) -> Bool {
        replaces && seen.wanted != .verified && seen.wanted != .unspecified
    }

    /// Where only owner and mode can change, the mode is told.
    private func testComment(_ status: FileStatus, _ seen: Observation) -> String {
        guard !isAboutContent(seen) else { return testComment }
        guard let mode = permissions.mode, mode.bits != status.mode else { return "File \(path) not updated" }
        return "File \(path) will be updated with permissions \(mode) from its current state of "
            + FileMode(bits: status.mode).description
    }

    package func apply(_ change: Change, with writer: HostWriter, in run: RunContext) async throws -> Applied {
        if let bytes = change.bytes {
            if let failure = try await check?.failure(of: bytes, for: path, writer) { return .failed(failure) }
            try prepareDirectory(writer.files, change.attributes)
            if backsUp, let old = change.old { try FileBackup.keep(old, of: path, with: writer.files, in: run) }
            if change.replacesLink { try replaceLink(writer.files) }
            try writer.files.write(bytes, to: path, change.attributes)
        } else {
            try writer.files.apply(change.attributes, to: path)
        }
        if case .unspecified = content.kind, change.isNew {
            return Applied("Empty file", changes: change.changes)
        }
        return Applied("File \(path) updated", changes: change.changes)
    }

    /// Puts what the link leads to in its place, so that there is a file all the time.
    private func replaceLink(_ files: any FileWriting) throws {
        let temporary = "\(path).\(UInt32.random(in: 0 ... .max))"
        try files.copy(path, to: temporary)
        try files.rename(temporary, to: path)
    }

    private func prepareDirectory(_ files: any FileWriting, _ owner: FileAttributes) throws {
        guard makesDirectories else { return }
        let mode = directoryMode ?? permissions.mode?.forDirectories
        for directory in try files.makeDirectories(PathText.directory(of: path), mode: mode?.bits) {
            try files.apply(FileAttributes(user: owner.user, group: owner.group), to: directory)
        }
    }
}
