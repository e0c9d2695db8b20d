import Values

/// Values as Python prints them.
enum PythonText {
    /// `str(value)`: a string is itself.
    static func string(_ value: Value) -> String { value.string ?? repr(value) }

    /// `repr(value)`.
    static func repr(_ value: Value, isTuple: Bool = false) -> String {
        switch value {
        case .null: return "None"
        case .bool(let flag): return flag ? "True" : "False"
        case .int(let number): return String(number)
        case .double(let number): return PythonNumber.repr(number)
        case .string(let text): return quoted(text)
        case .list(let list):
            let items = list.map { repr($0) }.joined(separator: ", ")
            guard isTuple else { return "[\(items)]" }
            return list.count == 1 ? "(\(items),)" : "(\(items))"
        case .map(let map):
            return "{" + map.map { "\(repr($0.key)): \(repr($0.value))" }.joined(separator: ", ") + "}"
        }
    }

    private static func quoted(_ text: String) -> String {
        let quote: Character = text.contains("'") && !text.contains("\"") ? "\"" : "'"
        var output = String(quote)
        for character in text.unicodeScalars {
            switch character {
            case "\\": output += "\\\\"
            case "\n": output += "\\n"
            case "\r": output += "\\r"
            case "\t": output += "\\t"
            case _ where Character(character) == quote: output += "\\\(character)"
            default: output.unicodeScalars.append(character)
            }
        }
        return output + String(quote)
    }
}
