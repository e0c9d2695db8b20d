extension JSON {
    package struct Style: Sendable {
        /// Spaces per level; nil for one line.
        package var indent: Int?
        package var sortsKeys: Bool
        /// `\uXXXX` for anything that is not printable ASCII, as Python's `json.dumps` does by default.
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
        return String(decoding: writer.bytes, as: UTF8.self)
    }
}

/// Writes UTF-8 into an array: appending to a `String` piece by piece takes several times as long.
private struct JSONWriter {
    let style: JSON.Style
    var bytes: [UInt8] = []
    private var blanks: [UInt8] = []

    init(style: JSON.Style) { self.style = style }

    mutating func write(_ value: Value, level: Int) {
        switch value {
        case .null: append("null")
        case .bool(let value): append(value ? "true" : "false")
        case .int(let value): append(String(value))
        case .double(let value): append(number(value))
        case .string(let value): write(value)
        case .list(let list): write(list, level: level)
        case .map(let map): write(style.sortsKeys ? map.sortedByKey() : map, level: level)
        }
    }

    private mutating func append(_ text: StaticString) {
        bytes.append(contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    private mutating func append(_ text: String) { bytes.append(contentsOf: text.utf8) }

    /// Python's words where JSON has none: `NaN`, `Infinity`.
    private func number(_ value: Double) -> String {
        if value.isNaN { return "NaN" }
        if value.isInfinite { return value < 0 ? "-Infinity" : "Infinity" }
        return PythonNumber.repr(value)
    }

    private mutating func write(_ list: [Value], level: Int) {
        if list.isEmpty { return append("[]") }
        bytes.append(UInt8(ascii: "["))
        for index in list.indices {
            separate(index, level: level + 1)
            write(list[index], level: level + 1)
        }
        close("]", level: level)
    }

    private mutating func write(_ map: ValueMap, level: Int) {
        if map.isEmpty { return append("{}") }
        bytes.append(UInt8(ascii: "{"))
        var index = 0
        map.forEachPair { key, value in
            separate(index, level: level + 1)
            if case .string(let text) = key { write(text) } else { write(keyText(key)) }
            append(style.isSpaced ? ": " : ":")
            write(value, level: level + 1)
            index += 1
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
        if index > 0 { bytes.append(UInt8(ascii: ",")) }
        if style.indent != nil {
            breakLine(level: level)
        } else if index > 0, style.isSpaced {
            bytes.append(UInt8(ascii: " "))
        }
    }

    private mutating func close(_ bracket: Unicode.Scalar, level: Int) {
        breakLine(level: level)
        bytes.append(UInt8(ascii: bracket))
    }

    /// Begins a line, where the style has lines.
    private mutating func breakLine(level: Int) {
        guard let indent = style.indent else { return }
        let width = indent * level
        while blanks.count < width { blanks.append(UInt8(ascii: " ")) }
        bytes.append(UInt8(ascii: "\n"))
        bytes.append(contentsOf: blanks[..<width])
    }

    private mutating func write(_ string: String) {
        bytes.append(UInt8(ascii: "\""))
        let start = bytes.count
        append(string)
        if bytes[start...].contains(where: needsEscape) {
            bytes.removeSubrange(start...)
            for scalar in string.unicodeScalars { writeEscaped(scalar) }
        }
        bytes.append(UInt8(ascii: "\""))
    }

    private mutating func writeEscaped(_ scalar: Unicode.Scalar) {
        switch scalar {
        case "\"": append("\\\"")
        case "\\": append("\\\\")
        case "\n": append("\\n")
        case "\r": append("\\r")
        case "\t": append("\\t")
        case "\u{8}": append("\\b")
        case "\u{c}": append("\\f")
        case "\0"..<" ": escape(UInt16(scalar.value))
        case "\u{7f}"... where style.escapesNonASCII: for unit in scalar.utf16 { escape(unit) }
        default: bytes.append(contentsOf: scalar.utf8)
        }
    }

    private func needsEscape(_ byte: UInt8) -> Bool {
        byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") || byte >= 0x7F && style.escapesNonASCII
    }

    private mutating func escape(_ unit: UInt16) {
        let digits = String(unit, radix: 16)
        append("\\u" + String(repeating: "0", count: 4 - digits.count) + digits)
    }
}
