import Values

/// `#jinja2: {"trim_blocks": true}` in a file's first line, or in its second after the line that names the renderers:
/// options of Jinja for this file alone.
enum TemplateHeader {
    private static let mark = "#jinja2:"

    /// The options that the file asks for; nil where it has no header.
    ///
    /// - Throws: a header that is not a JSON object.
    static func options(of source: TemplateSource, _ text: String) throws(Diagnostic) -> ValueMap? {
        guard text.hasPrefix(mark) || text.hasPrefix("#!") else { return nil }
        let lines = text.split(separator: "\n", maxSplits: 2, omittingEmptySubsequences: false)
        let index = lines[0].hasPrefix("#!") ? 1 : 0
        guard index < lines.count, lines[index].hasPrefix(mark) else { return nil }
        do {
            if let options = try JSON.read(String(lines[index].dropFirst(mark.count))).map { return options }
        } catch {
            throw refusal(error.message, source, index + 1)
        }
        throw refusal("it is not an object", source, index + 1)
    }

    private static func refusal(_ reason: String, _ source: TemplateSource, _ line: Int) -> Diagnostic {
        Diagnostic(
            "the header '\(mark)' can't be read: \(reason)",
            at: SourceLocation(file: source.path, line: line, column: mark.count + 1),
            hint: "write it like #jinja2: {\"trim_blocks\": true}")
    }
}
