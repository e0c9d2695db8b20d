package import Values

/// The text that a template rendered to.
package struct RenderedText: Sendable {
    package let text: String
    private let map: LineMap

    init(text: String, map: LineMap) {
        self.text = text
        self.map = map
    }

    /// For each line of `text` the template line that wrote it; nil where nothing did.
    package var lines: [SourceLocation?] { map.lines }

    /// The place in a template that wrote the output line (counted from 1), or nil.
    package func origin(ofLine line: Int) -> SourceLocation? {
        let lines = map.lines
        return lines.indices.contains(line - 1) ? lines[line - 1] : nil
    }
}
