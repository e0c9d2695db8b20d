import Values

/// Values as Python's `pprint.pformat` lays them out: what fits on a line of 80 columns is on one, mappings are sorted.
struct PrettyPython {
    private static let width = 80

    /// Columns that a level is indented by.
    let indent: Int

    func text(_ value: Value) -> String {
        var output = ""
        write(value, at: 0, room: 0, into: &output)
        return output
    }

    /// - Parameters:
    ///   - column: where the value begins.
    ///   - room: columns that have to stay free after it, for closing brackets.
    private func write(_ value: Value, at column: Int, room: Int, into output: inout String) {
        let line = Self.line(value)
        if line.count <= Self.width - column - room {
            output += line
            return
        }
        switch value {
        case .list(let list): write(list, at: column, room: room, into: &output)
        case .map(let map): write(map, at: column, room: room, into: &output)
        case .string(let text): write(text, at: column, room: room, into: &output)
        default: output += line
        }
    }

    private var margin: String { String(repeating: " ", count: max(0, indent - 1)) }

    private func write(_ list: [Value], at column: Int, room: Int, into output: inout String) {
        output += "[" + margin
        let inner = column + indent
        for (index, value) in list.enumerated() {
            let isLast = index == list.count - 1
            write(value, at: inner, room: isLast ? room + 1 : 1, into: &output)
            if !isLast { output += ",\n" + String(repeating: " ", count: inner) }
        }
        output += "]"
    }

    private func write(_ map: ValueMap, at column: Int, room: Int, into output: inout String) {
        output += "{" + margin
        let inner = column + indent
        let pairs = Self.sorted(map)
        for (index, pair) in pairs.enumerated() {
            let isLast = index == pairs.count - 1
            let key = Self.line(pair.key)
            output += key + ": "
            write(pair.value, at: inner + key.count + 2, room: isLast ? room + 1 : 1, into: &output)
            if !isLast { output += ",\n" + String(repeating: " ", count: inner) }
        }
        output += "}"
    }

    /// A long text in pieces, one a line, broken after white space; in brackets at the outermost level.
    private func write(_ text: String, at column: Int, room: Int, into output: inout String) {
        let isOutermost = column == 0
        let (column, room) = isOutermost ? (column + 1, room + 1) : (column, room)
        let pieces = Self.pieces(of: text, width: Self.width - column, room: room)
        guard pieces.count > 1 else {
            output += PythonText.repr(.string(text))
            return
        }
        let joined = pieces.joined(separator: "\n" + String(repeating: " ", count: column))
        output += isOutermost ? "(\(joined))" : joined
    }

    private static func pieces(of text: String, width: Int, room: Int) -> [String] {
        var pieces: [String] = []
        let lines = wholeLines(text)
        for (index, line) in lines.enumerated() {
            let isLastLine = index == lines.count - 1
            let whole = PythonText.repr(.string(line))
            if whole.count <= width - (isLastLine ? room : 0) {
                pieces.append(whole)
                continue
            }
            var current = ""
            let words = words(of: line)
            for (number, word) in words.enumerated() {
                let candidate = current + word
                let isLast = isLastLine && number == words.count - 1
                if PythonText.repr(.string(candidate)).count > width - (isLast ? room : 0) {
                    if !current.isEmpty { pieces.append(PythonText.repr(.string(current))) }
                    current = word
                } else {
                    current = candidate
                }
            }
            if !current.isEmpty { pieces.append(PythonText.repr(.string(current))) }
        }
        return pieces
    }

    /// Lines with their ends.
    private static func wholeLines(_ text: String) -> [String] {
        var lines: [String] = []
        var line = ""
        for character in text {
            line.append(character)
            if character.isNewline {
                lines.append(line)
                line = ""
            }
        }
        return line.isEmpty ? lines : lines + [line]
    }

    /// Words with the white space after them.
    private static func words(of line: String) -> [String] {
        var words: [String] = []
        var word = ""
        for character in line {
            if !character.isWhitespace, word.last?.isWhitespace == true {
                words.append(word)
                word = ""
            }
            word.append(character)
        }
        return word.isEmpty ? words : words + [word]
    }

    /// On one line, mappings sorted.
    private static func line(_ value: Value) -> String {
        switch value {
        case .list(let list): return "[\(list.map(line).joined(separator: ", "))]"
        case .map(let map):
            return "{\(sorted(map).map { "\(line($0.key)): \(line($0.value))" }.joined(separator: ", "))}"
        default: return PythonText.repr(value)
        }
    }

    private static func sorted(_ map: ValueMap) -> [ValueMap.Element] { NestedText.sorted(map) }
}
