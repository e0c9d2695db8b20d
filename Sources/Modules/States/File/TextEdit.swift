import Execution
import Host
import Values

/// A new content for a text file, planned and made by several states that edit.
struct TextEdit: Sendable, Hashable {
    var path: String
    var old: String?
    var new: String
    var comment: String

    var changes: ValueMap { ["diff": .string(UnifiedDiff.between(old ?? "", new))] }

    /// Owner and mode stay as they are.
    func apply(with files: any FileWriting, makesDirectories: Bool = false) throws -> Applied {
        if makesDirectories { try files.makeDirectories(PathText.directory(of: path)) }
        try files.write(Array(new.utf8), to: path, FileAttributes())
        return Applied(comment, changes: changes)
    }
}

/// A text file as an editing state sees it.
struct SeenText: Sendable, Hashable {
    /// Nil when there is no file.
    var text: String?
    var hasParent: Bool
    /// Why it can't be edited.
    var problem: String?

    init(text: String?, hasParent: Bool = true, problem: String? = nil) {
        self.text = text
        self.hasParent = hasParent
        self.problem = problem
    }

    init(_ path: String, _ files: any FileReading) throws {
        hasParent = files.isDirectory(PathText.directory(of: path))
        guard path.hasPrefix("/") else {
            problem = "Specified file \(path) is not an absolute path"
            return
        }
        guard files.exists(path) else { return }
        text = FileText.text(try files.read(path))
        if text == nil { problem = "\(path) is not a text file" }
    }
}
