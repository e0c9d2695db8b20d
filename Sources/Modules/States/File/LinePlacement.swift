import Execution
import RegularExpressions
import Values

/// Where `file.line` has its line: the rules of Salt's `_set_line`, letter by letter.
struct LinePlacement: Sendable {
    struct Problem: Error {
        var message: String

        init(_ message: String) { self.message = message }
    }

    private enum Mode: String, CaseIterable {
        case insert, ensure, delete, replace
    }

    private let mode: Mode
    private let content: String
    private let match: String?
    private let location: String?
    private let before: String?
    private let after: String?
    private let keepsIndent: Bool

    init(_ arguments: inout ArgumentDecoder) {
        let name = arguments.requiredText("mode").lowercased()
        let known = Mode(rawValue: name)
        if known == nil, !name.isEmpty {
            arguments.refuse(
                "mode", "Unknown mode: \"\(name)\"",
                hint: NearestName.hint(for: name, among: Mode.allCases.map(\.rawValue)))
        }
        mode = known ?? .ensure
        let text = arguments.text("content")
        if text == nil, mode != .delete {
            arguments.refuse("content", "Content can only be empty if mode is ['delete']")
        }
        content = text ?? ""
        before = arguments.text("before")
        after = arguments.text("after")
        location = arguments.text("location")
        keepsIndent = arguments.flag("indent", default: true)
        let given = arguments.text("match") ?? ""
        match = given.isEmpty ? (before == nil && after == nil ? text : nil) : given
    }

    func applied(to text: String) throws(Problem) -> String {
        var lines = TextLines.whole(text)
        // An empty line stands for the end of the text while lines are moved.
        if text.last?.isNewline == true { lines.append("") }
        if text.isEmpty, mode == .delete || mode == .replace { return text }
        switch mode {
        case .delete:
            if let line = try found(match, in: lines)?.first { lines.removeAll { $0 == line } }
        case .replace:
            if let line = try found(match, in: lines)?.first, let index = lines.firstIndex(of: line) {
                lines[index] = indented(content, as: line)
            }
        case .insert: try insert(into: &lines)
        case .ensure: try ensure(in: &lines)
        }
        return Self.joined(lines)
    }

    private func insert(into lines: inout [String]) throws(Problem) {
        if before == nil, after == nil, location == nil {
            throw Problem("On insert either \"location\" or \"before/after\" conditions are required.")
        }
        if let location, !location.isEmpty {
            insert(at: location, into: &lines)
            return
        }
        let (above, below) = (try found(after, in: lines) ?? [], try found(before, in: lines) ?? [])
        if !above.isEmpty, !below.isEmpty {
            try once(below, "before")
            try once(above, "after")
            let index = lines.firstIndex(of: below[0]) ?? 0
            lines.insert(indented(content, as: lines[index]), at: index)
        } else if !above.isEmpty {
            try insert(after: above, in: &lines)
        } else if !below.isEmpty {
            try once(below, "before")
            let index = lines.firstIndex(of: below[0]) ?? 0
            guard !isContent(lines[index == 0 ? lines.count - 1 : index - 1]) else { return }
            lines.insert(indented(content, as: lines[index]), at: index)
        } else {
            throw Problem("Neither before or after was found in file")
        }
    }

    private func insert(at location: String, into lines: inout [String]) {
        switch (location, lines.isEmpty) {
        case ("end", false): lines.append(indented(content, as: lines[lines.count - 1]))
        case ("end", true): lines.append(content)
        case ("start", false): lines.insert(Self.ended(content, as: lines[0]), at: 0)
        case ("start", true): lines = [content + "\n"]
        default: break
        }
    }

    private func insert(after above: [String], in lines: inout [String]) throws(Problem) {
        try once(above, "after")
        let index = lines.firstIndex(of: above[0]) ?? 0
        if index + 1 < lines.count, isContent(lines[index + 1]) { return }
        lines.insert(indented(content, as: lines[index]), at: index + 1)
    }

    private func ensure(in lines: inout [String]) throws(Problem) {
        let (above, below) = (try found(after, in: lines) ?? [], try found(before, in: lines) ?? [])
        if !above.isEmpty, !below.isEmpty {
            try once(above, "after")
            try once(below, "before")
            try ensureBetween(lines.firstIndex(of: above[0]) ?? 0, lines.firstIndex(of: below[0]) ?? 0, &lines)
        } else if !below.isEmpty {
            try once(below, "before")
            let index = lines.firstIndex(of: below[0]) ?? 0
            if index > 0, isContent(lines[index - 1]) { return }
            lines.insert(indented(content, as: lines[index == 0 ? lines.count - 1 : index - 1]), at: index)
        } else if !above.isEmpty {
            try insert(after: above, in: &lines)
        } else {
            throw Problem(
                "Wrong conditions? Unable to ensure line without knowing where to put it before and/or after.")
        }
    }

    private func ensureBetween(_ above: Int, _ below: Int, _ lines: inout [String]) throws(Problem) {
        if lines.contains(where: { $0.drop(while: \.isWhitespace) == content }) { return }
        switch below - above {
        case 1: lines.insert(indented(content, as: lines[above]), at: above + 1)
        case 2: lines[above + 1] = indented(content, as: lines[above])
        default: throw Problem("Found more than one line between boundaries \"before\" and \"after\".")
        }
    }

    /// The lines that an expression finds, or that have it in them as it is; nil without one.
    private func found(_ expression: String?, in lines: [String]) throws(Problem) -> [String]? {
        guard let expression, !expression.isEmpty, !lines.isEmpty else { return nil }
        do throws(RegularExpressionError) {
            let compiled = try RegularExpression(expression, options: .dotMatchesNewlines)
            var found: [String] = []
            for line in lines {
                if try compiled.search(line) != nil || line.contains(expression) { found.append(line) }
            }
            return found
        } catch {
            throw Problem(error.description)
        }
    }

    private func once(_ lines: [String], _ name: String) throws(Problem) {
        if lines.count > 1 { throw Problem("Found more than expected occurrences in \"\(name)\" expression") }
    }

    private func isContent(_ line: String) -> Bool { Self.withoutEnd(line) == Self.withoutEnd(content) }

    private func indented(_ line: String, as other: String) -> String {
        guard keepsIndent else { return line }
        return String(other.prefix { $0 == " " || $0 == "\t" }) + String(line.drop(while: \.isWhitespace))
    }

    private static func withoutEnd(_ line: String) -> String {
        String(line.reversed().drop(while: \.isNewline).reversed())
    }

    /// The line with the end that another has.
    private static func ended(_ line: String, as other: String) -> String {
        let end = other.last.flatMap { $0.isNewline ? String($0) : nil } ?? "\n"
        return String(line.reversed().drop(while: \.isWhitespace).reversed()) + end
    }

    private static func joined(_ lines: [String]) -> String {
        var lines = lines
        for index in lines.indices.dropLast() where lines[index].last?.isNewline != true {
            let previous = index > 1 ? index - 1 : index == 1 ? 0 : 1
            lines[index] = ended(lines[index], as: lines[previous])
        }
        return lines.joined()
    }
}
