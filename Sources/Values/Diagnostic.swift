/// Something wrong that a person has to read: one sentence, the place, the lines around it, and what to do.
package struct Diagnostic: Error, Sendable, Hashable {
    package enum Severity: String, Sendable, Hashable {
        case error
        case warning
    }

    package var severity: Severity
    /// One sentence without the place: "unknown key 'loadball' in stack 'app'".
    package var message: String
    package var location: SourceLocation?
    /// The source lines around the place, already numbered, with a caret; see `frame(of:at:)`.
    package var frame: String?
    /// What to do about it: "did you mean 'loadbal'?".
    package var hint: String?
    /// How control came to the place, innermost first: imports, includes, macros.
    package var trace: [SourceLocation]

    package init(
        _ message: String, severity: Severity = .error, at location: SourceLocation? = nil, frame: String? = nil,
        hint: String? = nil, trace: [SourceLocation] = []
    ) {
        self.severity = severity
        self.message = message
        self.location = location
        self.frame = frame
        self.hint = hint
        self.trace = trace
    }

    /// The lines around `location` in `source`, numbered, the line itself marked with `>` and a caret under the column.
    package static func frame(of source: String, at location: SourceLocation, around context: Int = 2) -> String {
        let lines = source.split(separator: "\n", omittingEmptySubsequences: false)
        guard location.line >= 1, location.line <= lines.count else { return "" }
        let first = max(1, location.line - context)
        let last = min(lines.count, location.line + context)
        let width = String(last).count
        var frame: [String] = []
        for number in first...last {
            let label = String(repeating: " ", count: width - String(number).count) + String(number)
            frame.append("\(number == location.line ? ">" : " ") \(label) | \(lines[number - 1])")
            if number == location.line, location.column > 0 {
                frame.append(
                    "  \(String(repeating: " ", count: width)) | \(String(repeating: " ", count: location.column - 1))^"
                )
            }
        }
        return frame.joined(separator: "\n")
    }
}

extension Diagnostic: CustomStringConvertible {
    /// The whole text as a person sees it: place and sentence, frame, hint, trace.
    package var description: String {
        var text = location.map { "\($0): \(message)" } ?? message
        if let frame, !frame.isEmpty { text += "\n\(frame)" }
        for place in trace { text += "\n  from \(place)" }
        if let hint { text += "\n  hint: \(hint)" }
        return text
    }
}

/// Several diagnostics of one piece of work, thrown together.
package struct Diagnostics: Error, Sendable, Hashable, CustomStringConvertible {
    package var all: [Diagnostic]

    package init(_ all: [Diagnostic]) { self.all = all }

    package var description: String { all.map(\.description).joined(separator: "\n") }
}
