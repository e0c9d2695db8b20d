import Execution
import Host
import Values

/// A new content for a text file, planned and made by the states that edit.
package struct TextEdit: Sendable, Hashable {
    var path: String
    /// Nil where there is no file yet.
    var old: String?
    var new: String
    /// What the return says once it is made.
    var comment: String
    /// What the return shows.
    var changes: ValueMap
    /// Added to the path of a copy of the old content; nil keeps none.
    var backupSuffix: String?
    var makesDirectories = false
    /// What else the file gets; owner and mode stay as they are where nothing is said.
    var attributes = FileAttributes()

    init(path: String, old: String?, new: String, comment: String, changes: ValueMap? = nil) {
        self.path = path
        self.old = old
        self.new = new
        self.comment = comment
        self.changes = changes ?? ["diff": .string(UnifiedDiff.between(old ?? "", new))]
    }

    func apply(with files: any FileWriting) throws -> Applied {
        if makesDirectories { try files.makeDirectories(PathText.directory(of: path)) }
        if let backupSuffix, let old {
            let target = try files.destination(of: path)
            let status = try files.status(of: target)
            let attributes = FileAttributes(mode: status?.mode, user: status?.userID, group: status?.groupID)
            try files.write(Array(old.utf8), to: target + backupSuffix, attributes)
            if target != path { try linkBackup(of: target, backupSuffix, files) }
        }
        try files.write(Array(new.utf8), to: path, attributes)
        return Applied(comment, changes: changes)
    }

    /// A link that was edited through gets a link to the backup beside it.
    private func linkBackup(of target: String, _ suffix: String, _ files: any FileWriting) throws {
        try files.remove(path + suffix)
        try files.link(path + suffix, to: try files.linkTarget(of: path) + suffix)
    }
}
