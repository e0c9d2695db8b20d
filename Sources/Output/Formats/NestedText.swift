import Values

/// The `nested` outputter: keys and values by indentation, for people.
struct NestedText {
    let palette: Palette
    /// The return is that of a failure: keys are red.
    var isFailure = false

    func text(_ value: Value, indent: Int = 0) -> String {
        var lines: [String] = []
        write(value, indent: indent, prefix: "", to: &lines)
        return lines.joined(separator: "\n")
    }

    private func write(_ value: Value, indent: Int, prefix: String, to lines: inout [String]) {
        switch value {
        case .null, .bool, .int, .double:
            lines.append(line(indent, .lightYellow, prefix + PythonText.repr(value)))
        case .string(let text):
            var prefix = prefix
            for part in text.lines {
                lines.append(line(indent, .green, prefix + part))
                prefix = String(repeating: " ", count: prefix.count)
            }
        case .list(let list):
            for element in list { write(element: element, indent: indent, to: &lines) }
        case .map(let map):
            let colour: Palette.Colour = isFailure ? .red : .cyan
            if indent > 0 { lines.append(line(indent, colour, "----------")) }
            for (key, element) in Self.sorted(map) {
                lines.append(line(indent, colour, prefix + PythonText.string(key)) + ":")
                write(element, indent: indent + 4, prefix: "", to: &lines)
            }
        }
    }

    private func write(element: Value, indent: Int, to lines: inout [String]) {
        switch element {
        case .list, .map:
            lines.append(line(indent, isFailure ? .red : .green, "|_"))
            write(element, indent: indent + 2, prefix: "", to: &lines)
        default: write(element, indent: indent, prefix: "- ", to: &lines)
        }
    }

    private func line(_ indent: Int, _ colour: Palette.Colour, _ text: String) -> String {
        String(repeating: " ", count: indent) + palette.paint(text, colour)
    }

    /// Numbers by size when all keys are numbers, else all keys by their text.
    static func sorted(_ map: ValueMap) -> [ValueMap.Element] {
        if map.allSatisfy({ $0.key.double != nil }) {
            return map.sorted { ($0.key.double ?? 0) < ($1.key.double ?? 0) }
        }
        return map.sorted {
            PythonText.string($0.key).unicodeScalars.lexicographicallyPrecedes(PythonText.string($1.key).unicodeScalars)
        }
    }
}
