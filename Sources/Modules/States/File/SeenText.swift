import Execution
import Host
import Values

/// A text file as an editing state sees it.
package struct SeenText: Sendable, Hashable {
    /// Nil when there is no file.
    var text: String?
    var hasParent: Bool
    /// Why it can't be edited.
    var problem: String?
    /// In a test what is missing may yet be made by a state before this one, and Salt's words differ.
    var isTest = false
    /// What other sources add to the arguments: rendered templates, accumulators.
    var supplement: [String]?
    /// The owner and mode that were asked for, in numbers.
    var attributes = FileAttributes()

    init(text: String?, hasParent: Bool = true, problem: String? = nil) {
        self.text = text
        self.hasParent = hasParent
        self.problem = problem
    }

    init(_ path: String, _ files: any FileReading, isTest: Bool = false) throws {
        self.isTest = isTest
        hasParent = files.isDirectory(PathText.directory(of: path))
        guard path.hasPrefix("/") else {
            problem = "Specified file \(path) is not an absolute path"
            return
        }
        guard files.exists(path) else { return }
        guard !files.isDirectory(path) else {
            problem = "\(path) is a directory"
            return
        }
        text = FileText.text(try files.read(path))
        if text == nil { problem = "Cannot perform string replacements on a binary file: \(path)" }
    }
}
