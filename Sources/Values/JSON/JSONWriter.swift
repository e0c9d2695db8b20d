extension JSON {
    package struct Style: Sendable {
        /// Spaces per level; nil for one line.
        package var indent: Int?
        package var sortsKeys: Bool
        /// `\uXXXX` for anything that is not ASCII, as Python's `json.dumps` does by default.
        package var escapesNonASCII: Bool
        /// A space after `:` and, on one line, after `,` (Python's default separators).
        package var isSpaced: Bool

        package init(indent: Int? = nil, sortsKeys: Bool = false, escapesNonASCII: Bool = false, isSpaced: Bool = true)
        {
            self.indent = indent
            self.sortsKeys = sortsKeys
            self.escapesNonASCII = escapesNonASCII
            self.isSpaced = isSpaced
        }

        /// For the wire: one line, no spaces.
        package static let compact = Style(isSpaced: false)
        /// For `--out json`: four spaces, order kept.
        package static let pretty = Style(indent: 4)
    }

    package static func write(_ value: Value, style: Style = .compact) -> String {
        var writer = JSONWriter(style: style)
        writer.write(value, level: 0)
        return writer.text
    }
}

private struct JSONWriter {
    let style: JSON.Style
    var text = ""

    mutating func write(_ value: Value, level: Int) {
        switch value {
        case .null: text += "null"
        case .bool(let value): text += value ? "true" : "false"
        case .int(let value): text += String(value)
        case .double(let value): text += number(value)
        case .string(let value): write(value)
        case .list(let list): write(list, level: level)
        case .map(let map): write(style.sortsKeys ? map.sortedByKey() : map, level: level)
        }
    }

    /// Python's words where JSON has none: `NaN`, `Infinity`.
    private func number(_ value: Double) -> String {
        if value.isNaN { return "NaN" }
        if value.isInfinite { return value < 0 ? "-Infinity" : "Infinity" }
        return PythonNumber.repr(value)
    }

    private mutating func write(_ list: [Value], level: Int) {
        if list.isEmpty { text += "[]"; return }
        text += "["
        for (index, element) in list.enumerated() {
            separate(index, level: level + 1)
            write(element, level: level + 1)
        }
        close("]", level: level)
    }

    private mutating func write(_ map: ValueMap, level: Int) {
        if map.isEmpty { text += "{}"; return }
        text += "{"
        for (index, (key, value)) in map.enumerated() {
            separate(index, level: level + 1)
            write(keyText(key))
            text += style.isSpaced ? ": " : ":"
            write(value, level: level + 1)
        }
        close("}", level: level)
    }

    private func keyText(_ key: Value) -> String {
        switch key {
        case .bool(let value): value ? "true" : "false"
        default: key.scalarText ?? "null"
        }
    }

    private mutating func separate(_ index: Int, level: Int) {
        if index > 0 { text += "," }
        if let indent = style.indent {
            text += "\n" + String(repeating: " ", count: indent * level)
        } else if index > 0, style.isSpaced {
            text += " "
        }
    }

    private mutating func close(_ bracket: String, level: Int) {
        if let indent = style.indent { text += "\n" + String(repeating: " ", count: indent * level) }
        text += bracket
    }

    private mutating func write(_ string: String) {
        text += "\""
        defer { text += "\"" }
        guard string.utf8.contains(where: needsEscape) else {
            text += string
            return
        }
        for scalar in string.unicodeScalars {
            switch scalar {
            case "\"": text += "\\\""
            case "\\": text += "\\\\"
            case "\n": text += "\\n"
            case "\r": text += "\\r"
            case "\t": text += "\\t"
            case "\u{8}": text += "\\b"
            case "\u{c}": text += "\\f"
            case "\0"..<" ": escape(UInt16(scalar.value))
            case "\u{7f}"... where style.escapesNonASCII && scalar.value > 0x7f:
                for unit in String(scalar).utf16 { escape(unit) }
            default: text.unicodeScalars.append(scalar)
            }
        }
    }

    private func needsEscape(_ byte: UInt8) -> Bool {
        byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") || byte >= 0x80 && style.escapesNonASCII
    }

    private mutating func escape(_ unit: UInt16) {
        let digits = String(unit, radix: 16)
        text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
    }
}
