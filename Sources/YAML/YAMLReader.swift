package import Values

/// Reads one YAML document the way Salt does: PyYAML's YAML 1.1, ordered maps, no duplicate keys, no Python objects.
package enum YAMLReader {
    /// - Parameters:
    ///   - file: the name that errors show.
    ///   - aggregates: whether keys may stand more than once: `!aggregate` adds to what stood there, anything else, and
    ///     `!reset`, replaces it (Salt's `yamlex`).
    ///   - lines: where a line of `text` (from 1) really comes from, when `text` was rendered from a template. Places and
    ///     errors then name that file and line.
    /// - Returns: an empty map for an empty document.
    /// - Throws: a `Diagnostic` in PyYAML's words. Without `lines` it shows the lines around; with `lines` the frame is
    ///   left to the caller, who has the template.
    package static func read(
        _ text: String, file: String, lines: ((Int) -> SourceLocation?)? = nil, aggregates: Bool = false
    ) throws(Diagnostic) -> LocatedValue {
        let places = Places(text: text, file: file, lines: lines)
        let composer = Composer(events: EventStream(text), places: places, aggregates: aggregates)
        return try composer.document() ?? LocatedValue(.map([]), at: SourceLocation(file: file, line: 1, column: 1))
    }

    /// The value of a text for which an empty document means null: a command-line argument, a filter's input.
    package static func value(_ text: String, file: String = "<unicode string>") throws(Diagnostic) -> Value {
        let places = Places(text: text, file: file, lines: nil)
        return try Composer(events: EventStream(text), places: places).document()?.value ?? .null
    }
}

/// Turns marks in the text into places that a person can open.
struct Places {
    let text: String
    let file: String
    let lines: ((Int) -> SourceLocation?)?

    func location(_ mark: Mark) -> SourceLocation {
        guard let lines else { return SourceLocation(file: file, line: mark.line, column: mark.column) }
        if var place = lines(mark.line) {
            if place.column == 0 { place.column = mark.column }
            return place
        }
        // A line that nothing wrote, such as the one past the end, counts to the last one before it.
        for line in stride(from: mark.line - 1, through: 1, by: -1) {
            if let place = lines(line) { return SourceLocation(file: place.file, line: place.line) }
        }
        return SourceLocation(file: file, line: 1)
    }

    func failure(_ message: String, at mark: Mark, hint: String? = nil) -> Diagnostic {
        let place = location(mark)
        let frame = lines == nil ? Diagnostic.frame(of: text, at: place) : nil
        return Diagnostic(message, at: place, frame: frame, hint: hint)
    }

    func failure(_ failure: SyntaxFailure) -> Diagnostic {
        let message = failure.context.map { "\($0), \(failure.problem)" } ?? failure.problem
        return self.failure(message, at: failure.mark, hint: hint(for: failure))
    }

    private func hint(for failure: SyntaxFailure) -> String? {
        if failure.problem.contains("cannot start any token"), character(at: failure.mark) == "\t" {
            return "indent with spaces: YAML does not allow a TAB here"
        }
        guard let start = failure.contextMark, start.line != failure.mark.line else { return nil }
        return "it began at \(location(start))"
    }

    private func character(at mark: Mark) -> Unicode.Scalar? {
        let line = text.split(separator: "\n", omittingEmptySubsequences: false).dropFirst(mark.line - 1).first
        return line?.unicodeScalars.dropFirst(mark.column - 1).first
    }
}
