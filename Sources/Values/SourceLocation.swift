/// A place in a source file: what an error points at. Lines and columns count from 1; column 0 means "the whole line".
package struct SourceLocation: Sendable, Hashable {
    /// The path or `salt://` name of the file, as a person would open it.
    package var file: String
    package var line: Int
    package var column: Int

    package init(file: String, line: Int, column: Int = 0) {
        self.file = file
        self.line = line
        self.column = column
    }
}

extension SourceLocation: CustomStringConvertible {
    package var description: String { column > 0 ? "\(file):\(line):\(column)" : "\(file):\(line)" }
}
