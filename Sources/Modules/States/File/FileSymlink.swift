package import Execution
import Host
package import Model
import Values

package struct FileSymlink: StateFunction {
    package static let function: FunctionName = "file.symlink"
    package static let summary = "A symbolic link that leads to a target"

    let path: String
    let target: String
    let replacesOthers: Bool
    let backupName: String?
    let makesDirectories: Bool
    let permissions: Permissions

    package init(name: String, _ arguments: inout ArgumentDecoder) {
        path = name
        target = arguments.requiredText("target")
        replacesOthers = arguments.flag("force", default: false)
        backupName = arguments.text("backupname")
        makesDirectories = arguments.flag("makedirs", default: false)
        permissions = Permissions(user: arguments.text("user"), group: arguments.text("group"))
        // The mode of a link means nothing on Linux.
        _ = arguments.fileMode("mode")
    }

    package struct Observation: Sendable, Hashable {
        var status: FileStatus?
        var target: String?
        var hasParent = true
        /// Something is where what is in the way would go.
        var isBackupTaken = false
        var owner = Owner()
        var currentOwner = "root:root"
        var ownerNames = "root:root"
        /// In a test what is missing may yet be made by a state before this one, and Salt's words differ.
        var isTest = false
    }

    package enum Change: Sendable, Hashable {
        /// - backup: where what is there goes first; - clears: whether it is removed first.
        case link(isNew: Bool, backup: String?, clears: Bool)
        case own
    }

    package func observe(with reader: HostReader, in run: RunContext) async throws -> Observation {
        var seen = Observation(isTest: run.isTest)
        guard path.hasPrefix("/") else { return seen }
        seen.status = try reader.files.status(of: path, following: false)
        if seen.status?.kind == .symlink { seen.target = try reader.files.linkTarget(of: path) }
        seen.hasParent = reader.files.isDirectory(PathText.directory(of: path))
        seen.owner = permissions.resolved(by: reader.accounts)
        if let backup { seen.isBackupTaken = try reader.files.status(of: backup, following: false) != nil }
        let names = reader.accounts
        if let status = seen.status {
            seen.currentOwner = "\(names.userName(status.userID)):\(names.groupName(status.groupID))"
        }
        seen.ownerNames =
            (permissions.user ?? names.userName(seen.status?.userID ?? 0)) + ":"
            + (permissions.group ?? names.groupName(seen.status?.groupID ?? 0))
        return seen
    }

    package func plan(_ seen: Observation) -> Plan<Change> {
        var problems = seen.owner.missing.map { "\($0) does not exist" }
        if !path.hasPrefix("/") { problems.append("Specified file \(path) is not an absolute path") }
        guard problems.isEmpty else {
            return .impossible(problems.joined(separator: ". ") + (problems.count > 1 ? "." : ""))
        }
        let created: ValueMap = ["new": .string(path)]
        var comment = "Symlink \(path) to \(target) is set for creation"
        guard let status = seen.status else {
            if !seen.hasParent, !makesDirectories {
                let problem = "Directory \(PathText.directory(of: path)) for symlink is not present"
                guard seen.isTest else { return .impossible(problem) }
                comment += "\n\(problem)"
            } else if !seen.hasParent {
                comment += "\n\(PathText.directory(of: path)) will be created"
            }
            return .changing([.link(isNew: true, backup: nil, clears: false)], predicted: created, comment: comment)
        }
        if let current = seen.target {
            guard current == target else {
                return .changing(
                    [.link(isNew: true, backup: nil, clears: true)],
                    predicted: ["change": .string(path)],
                    comment: "Link \(path) target is set to be changed to \(target)")
            }
            return planOwner(seen, status)
        }
        return planReplacement(status, seen, created)
    }

    private func planOwner(_ seen: Observation, _ status: FileStatus) -> Plan<Change> {
        guard permissions.changes(from: status, to: seen.owner).isEmpty else {
            return .changing(
                [.own], predicted: ["ownership": .string(seen.currentOwner)],
                comment: "The symlink \(path) is present, but the ownership of the symlink would be changed from "
                    + "\(seen.currentOwner) to \(seen.ownerNames)")
        }
        return .satisfied(
            seen.isTest
                ? "The symlink \(path) is present" : "Symlink \(path) is present and owned by \(seen.ownerNames)")
    }

    /// Where what is in the way goes.
    private var backup: String? { backupName.map { PathText.join(PathText.directory(of: path), $0) } }

    private func planReplacement(_ status: FileStatus, _ seen: Observation, _ created: ValueMap) -> Plan<Change> {
        let noun = status.kind == .directory ? "Directory" : "File"
        if let place = backup {
            if seen.isBackupTaken, !replacesOthers {
                return .impossible(
                    "Symlink & backup dest exists and Force not set. \(path) -> \(target) - backup: \(place)")
            }
            return .changing(
                [.link(isNew: true, backup: place, clears: false)], predicted: created,
                comment: "\(noun) \(path) is set to be backed up to \(place) and replaced by a symlink")
        }
        guard replacesOthers else {
            return .impossible(
                seen.isTest
                    ? "File or directory exists where the symlink \(path) should be. Did you mean to use force?"
                    : "\(noun) exists where the symlink \(path) should be")
        }
        return .changing(
            [.link(isNew: true, backup: nil, clears: true)], predicted: [:],
            comment:
                "The file or directory \(path) is set for removal to make way for a new symlink targeting \(target)")
    }

    package func apply(_ change: Change, with writer: HostWriter, in run: RunContext) async throws -> Applied {
        let owner = permissions.resolved(by: writer.accounts)
        switch change {
        case .own:
            try writer.files.setOwner(user: owner.user, group: owner.group, of: path)
            let names = "\(permissions.user ?? ""):\(permissions.group ?? "")"
            return Applied("Set ownership of symlink \(path) to \(names)", changes: ["ownership": .string(names)])
        case .link(_, let backup, let clears):
            let changes: ValueMap = ["new": .string(path)]
            if makesDirectories { try writer.files.makeDirectories(PathText.directory(of: path)) }
            if let backup {
                try writer.files.remove(backup)
                try writer.files.rename(path, to: backup)
            }
            if clears, writer.files.isDirectory(path), !writer.files.isLink(path) { try writer.files.remove(path) }
            // Made beside and renamed over, so that the name always leads somewhere.
            let temporary = "\(path).\(UInt32.random(in: 0 ... .max))"
            try writer.files.link(temporary, to: target)
            if owner.user != nil || owner.group != nil {
                try writer.files.setOwner(user: owner.user, group: owner.group, of: temporary)
            }
            try writer.files.rename(temporary, to: path)
            return Applied("Created new symlink \(path) -> \(target)", changes: changes)
        }
    }
}
