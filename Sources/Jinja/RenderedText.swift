package import Values

/// The text that a template rendered to.
package struct RenderedText: Sendable {
    package var text: String
    /// For each line of `text` the template line that wrote it; nil where nothing did.
    package var lines: [SourceLocation?]

    /// The place in a template that wrote the output line (counted from 1), or nil.
    package func origin(ofLine line: Int) -> SourceLocation? {
        lines.indices.contains(line - 1) ? lines[line - 1] : nil
    }
}
