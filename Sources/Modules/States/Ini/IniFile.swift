import Values

/// A file of options, `name = value` a line, some of them in sections.
package struct IniFile: Sendable, Hashable {
    private enum Line: Sendable, Hashable {
        /// A comment, an empty line, or what is not understood.
        case text(String)
        case option(name: String, value: String)
    }

    private struct Section: Sendable, Hashable {
        /// Empty for what stands before the first section.
        var name: String
        var lines: [Line] = []
    }

    private var sections: [Section] = [Section(name: "")]
    private let separator: String

    /// - Parameter separator: one character between name and value.
    init(_ text: String, separator: String) {
        self.separator = separator
        var bodies: [(name: String, lines: [String])] = [("", [])]
        for line in TextLines.bare(text) {
            if let name = Self.heading(line) {
                bodies.append((name, []))
            } else {
                bodies[bodies.count - 1].lines.append(line)
            }
        }
        sections = bodies.map { body in
            var lines = body.lines[...]
            while lines.first?.isEmpty == true { lines.removeFirst() }
            while lines.last?.isEmpty == true { lines.removeLast() }
            return Section(name: body.name, lines: parsed(Array(lines)))
        }
    }

    private static func heading(_ line: String) -> String? {
        let line = line.trimmed
        return line.hasPrefix("[") && line.hasSuffix("]") && line.count > 2 ? String(line.dropFirst().dropLast()) : nil
    }

    /// A line that is set in further than the option before it goes on with its value.
    private func parsed(_ lines: [String]) -> [Line] {
        var parsed: [Line] = []
        var indent = ""
        for line in lines {
            let own = String(line.prefix { $0.isWhitespace }).replacing("\t", with: "    ")
            if Self.isComment(line) {
                parsed.append(.text(line))
            } else if !own.isEmpty, own > indent, let last = parsed.last {
                switch last {
                case .option(let name, let value):
                    parsed[parsed.count - 1] = .option(name: name, value: "\(value)\n\(line)")
                case .text(let text): parsed[parsed.count - 1] = .text("\(text)\n\(line)")
                }
            } else if let (name, value) = option(line) {
                indent = own
                parsed.append(.option(name: name, value: value))
            } else {
                parsed.append(.text(line))
            }
        }
        return parsed
    }

    private static func isComment(_ line: String) -> Bool { ["#", ";"].contains(line.trimmed.first) }

    private func option(_ line: String) -> (name: String, value: String)? {
        let text = line.drop(while: \.isWhitespace)
        guard let range = text.dropFirst().firstRange(of: separator) else { return nil }
        return (
            String(text[..<range.lowerBound]).trimmedEnd, String(text[range.upperBound...].drop(while: \.isWhitespace))
        )
    }

    /// - Parameter isTight: no blanks around the separators.
    func text(isTight: Bool) -> String {
        let sign = separator.allSatisfy { $0 == " " } ? " " : isTight ? separator : " \(separator) "
        let parts = sections.map { section in
            let heading = section.name.isEmpty ? "" : "[\(section.name)]\n"
            return heading
                + section.lines.map { line in
                    switch line {
                    case .text(let text): "\(text)\n"
                    case .option(let name, let value): "\(name)\(sign)\(value)\n"
                    }
                }.joined()
        }
        let top = parts[0]
        let rest = parts.dropFirst().joined(separator: "\n")
        return top.isEmpty || rest.isEmpty ? top + rest : "\(top)\n\(rest)"
    }

    var sectionNames: [String] { sections.dropFirst().map(\.name) }

    private func index(of name: String) -> Int? { sections.lastIndex { $0.name == name } }

    /// The options of a section, or those before the first one (an empty name). Nil when there is no such section.
    func options(in name: String) -> ValueMap? {
        guard let index = index(of: name) else { return nil }
        var options: ValueMap = [:]
        for case .option(let name, let value) in sections[index].lines { options[name] = .string(value) }
        return options
    }

    mutating func addSection(_ name: String) { if index(of: name) == nil { sections.append(Section(name: name)) } }

    mutating func removeSection(_ name: String) { sections.removeAll { !$0.name.isEmpty && $0.name == name } }

    /// Changes an option; a new one takes the place of a comment that has it, or is the last.
    mutating func set(_ name: String, to value: String, in section: String) {
        addSection(section)
        guard let index = index(of: section) else { return }
        let lines = sections[index].lines
        func isIt(_ line: Line) -> Bool { if case .option(name, _) = line { true } else { false } }
        if let place = lines.lastIndex(where: isIt) {
            sections[index].lines[place] = .option(name: name, value: value)
            return
        }
        let comment = lines.firstIndex { line in
            guard case .text(let text) = line, Self.isComment(text) else { return false }
            return option(String(text.drop { $0 == "#" }))?.name == name
        }
        if let comment {
            sections[index].lines[comment] = .option(name: name, value: value)
        } else {
            sections[index].lines.append(.option(name: name, value: value))
        }
    }

    mutating func remove(_ name: String, in section: String) {
        guard let index = index(of: section) else { return }
        sections[index].lines.removeAll { if case .option(name, _) = $0 { true } else { false } }
    }
}
