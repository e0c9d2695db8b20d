/// A replacement text with `\1`, `\g<1>`, `\g<name>` and Python's escapes.
struct Replacement {
    private enum Part {
        case text(String)
        case group(Int)
    }

    private var parts: [Part] = []

    init(_ template: String, for expression: RegularExpression) throws(RegularExpressionError) {
        var text: [Unicode.Scalar] = []
        let scalars = Array(template.unicodeScalars)
        var index = 0
        func flush(_ parts: inout [Part]) {
            if !text.isEmpty { parts.append(.text(String(String.UnicodeScalarView(text)))) }
            text = []
        }
        while index < scalars.count {
            let scalar = scalars[index]
            index += 1
            guard scalar == "\\", index < scalars.count else {
                text.append(scalar)
                continue
            }
            let escape = scalars[index]
            index += 1
            switch escape {
            case "g":
                guard index < scalars.count, scalars[index] == "<",
                    let close = scalars[index...].firstIndex(of: ">")
                else { throw .invalidReplacement(template, reason: "missing group name after \\g") }
                let name = String(String.UnicodeScalarView(scalars[(index + 1)..<close]))
                guard let number = Int(name) ?? expression.groupNames[name], number <= expression.groupCount else {
                    throw .invalidReplacement(template, reason: "unknown group name '\(name)'")
                }
                flush(&parts)
                parts.append(.group(number))
                index = close + 1
            case "1"..."9":
                var number = Int(escape.value) - 48
                if index < scalars.count, ("0"..."9").contains(scalars[index]) {
                    number = number * 10 + Int(scalars[index].value) - 48
                    index += 1
                }
                guard number <= expression.groupCount else {
                    throw .invalidReplacement(template, reason: "invalid group reference \(number)")
                }
                flush(&parts)
                parts.append(.group(number))
            case "n": text.append("\n")
            case "t": text.append("\t")
            case "r": text.append("\r")
            case "\\": text.append("\\")
            default: text += ["\\", escape]
            }
        }
        flush(&parts)
    }

    func text(for match: Match) -> String {
        var result = ""
        for part in parts {
            switch part {
            case .text(let text): result += text
            case .group(let number): result += match[number] ?? ""
            }
        }
        return result
    }
}

extension RegularExpression {
    /// `re.sub`: every match, or the first `count`, replaced by the template.
    package func replace(_ text: String, with template: String, count: Int = 0) throws(RegularExpressionError)
        -> String
    {
        let replacement = try Replacement(template, for: self)
        return try replace(text, count: count) { replacement.text(for: $0) }
    }

    /// `re.sub` with a function.
    package func replace(_ text: String, count: Int = 0, with replacement: (Match) -> String)
        throws(RegularExpressionError) -> String
    {
        let matches = try findAll(text, limit: count > 0 ? count : .max)
        guard let subject = matches.first?.subject else { return text }
        var result = ""
        var position = 0
        for match in matches {
            result += subject.text(in: position..<match.range.lowerBound)
            result += replacement(match)
            position = match.range.upperBound
        }
        return result + subject.text(in: position..<subject.bytes.count)
    }

    /// `re.split`, groups of the separators included.
    package func split(_ text: String) throws(RegularExpressionError) -> [String?] {
        let matches = try findAll(text)
        guard let subject = matches.first?.subject else { return [text] }
        var parts: [String?] = []
        var position = 0
        for match in matches {
            parts.append(subject.text(in: position..<match.range.lowerBound))
            parts += match.groups
            position = match.range.upperBound
        }
        return parts + [subject.text(in: position..<subject.bytes.count)]
    }

    /// The text as a pattern that matches exactly it (`re.escape`).
    package static func escape(_ text: String) -> String {
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            if "()[]{}?*+-|^$\\.&~# \t\n\r\u{0B}\u{0C}".unicodeScalars.contains(scalar) { result.append("\\") }
            result.append(scalar)
        }
        return String(result)
    }
}
