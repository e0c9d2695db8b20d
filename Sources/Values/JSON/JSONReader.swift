/// Reads JSON (RFC 8259) into values; the order of keys is kept and a later duplicate wins, as in Python, and
/// so are its words `NaN`, `Infinity`, `-Infinity` read, which `JSON.write` writes.
package enum JSON {
    /// - Throws: a `Diagnostic` with line and column.
    package static func read(_ text: String, file: String = "json") throws(Diagnostic) -> Value {
        try read(Array(text.utf8), file: file)
    }

    package static func read(_ bytes: [UInt8], file: String = "json") throws(Diagnostic) -> Value {
        var reader = JSONReader(bytes: bytes, file: file)
        return try reader.document()
    }
}

struct JSONReader {
    private static let maximumDepth = 512

    private let bytes: [UInt8]
    private let file: String
    private var position = 0
    private var depth = 0

    init(bytes: [UInt8], file: String) {
        self.bytes = bytes
        self.file = file
    }

    mutating func document() throws(Diagnostic) -> Value {
        skipSpace()
        let value = try value()
        skipSpace()
        guard position == bytes.count else { throw failure("text after the end of the JSON document") }
        return value
    }

    private mutating func value() throws(Diagnostic) -> Value {
        guard position < bytes.count else { throw failure("the JSON document ends too early") }
        switch bytes[position] {
        case UInt8(ascii: "{"): return try object()
        case UInt8(ascii: "["): return try array()
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try literal("true", .bool(true))
        case UInt8(ascii: "f"): return try literal("false", .bool(false))
        case UInt8(ascii: "n"): return try literal("null", .null)
        case UInt8(ascii: "N"): return try literal("NaN", .double(.nan))
        case UInt8(ascii: "I"): return try literal("Infinity", .double(.infinity))
        case UInt8(ascii: "-") where bytes[position...].dropFirst().first == UInt8(ascii: "I"):
            return try literal("-Infinity", .double(-.infinity))
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return try number()
        default: throw failure("a JSON value was expected here")
        }
    }

    private mutating func object() throws(Diagnostic) -> Value {
        try enter()
        var map = ValueMap()
        skipSpace()
        if take("}") { depth -= 1; return .map(map) }
        while true {
            skipSpace()
            guard position < bytes.count, bytes[position] == UInt8(ascii: "\"") else {
                throw failure("a key in double quotes was expected here")
            }
            let key = try string()
            skipSpace()
            guard take(":") else { throw failure("':' was expected after the key") }
            skipSpace()
            map[key] = try value()
            skipSpace()
            if take("}") { depth -= 1; return .map(map) }
            guard take(",") else { throw failure("',' or '}' was expected here") }
        }
    }

    private mutating func array() throws(Diagnostic) -> Value {
        try enter()
        var list: [Value] = []
        skipSpace()
        if take("]") { depth -= 1; return .list(list) }
        while true {
            skipSpace()
            list.append(try value())
            skipSpace()
            if take("]") { depth -= 1; return .list(list) }
            guard take(",") else { throw failure("',' or ']' was expected here") }
        }
    }

    private mutating func enter() throws(Diagnostic) {
        position += 1
        depth += 1
        guard depth <= Self.maximumDepth else { throw failure("JSON nested deeper than \(Self.maximumDepth) levels") }
    }

    private mutating func literal(_ word: StaticString, _ value: Value) throws(Diagnostic) -> Value {
        let matches = word.withUTF8Buffer { bytes[position...].starts(with: $0) }
        guard matches else { throw failure("a JSON value was expected here") }
        position += word.utf8CodeUnitCount
        return value
    }

    private mutating func number() throws(Diagnostic) -> Value {
        let start = position
        var isInteger = true
        while position < bytes.count {
            switch bytes[position] {
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "+"): break
            case UInt8(ascii: "."), UInt8(ascii: "e"), UInt8(ascii: "E"): isInteger = false
            default:
                return try number(String(decoding: bytes[start..<position], as: UTF8.self), isInteger)
            }
            position += 1
        }
        return try number(String(decoding: bytes[start..<position], as: UTF8.self), isInteger)
    }

    private func number(_ text: String, _ isInteger: Bool) throws(Diagnostic) -> Value {
        if isInteger, let value = Int(text) { return .int(value) }
        guard let value = Double(text) else { throw failure("'\(text)' is not a JSON number") }
        return .double(value)
    }

    private mutating func string() throws(Diagnostic) -> String {
        position += 1
        var start = position
        var text = ""
        while position < bytes.count {
            switch bytes[position] {
            case UInt8(ascii: "\""):
                text += String(decoding: bytes[start..<position], as: UTF8.self)
                position += 1
                return text
            case UInt8(ascii: "\\"):
                text += String(decoding: bytes[start..<position], as: UTF8.self)
                position += 1
                text.unicodeScalars.append(try escape())
                start = position
            default: position += 1
            }
        }
        throw failure("the string does not end")
    }

    private mutating func escape() throws(Diagnostic) -> Unicode.Scalar {
        guard position < bytes.count else { throw failure("the string does not end") }
        let letter = bytes[position]
        position += 1
        switch letter {
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "b"): return "\u{8}"
        case UInt8(ascii: "f"): return "\u{c}"
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return Unicode.Scalar(letter)
        case UInt8(ascii: "u"): return try unicodeEscape()
        default: throw failure("unknown escape in a JSON string")
        }
    }

    private mutating func unicodeEscape() throws(Diagnostic) -> Unicode.Scalar {
        let first = try hexadecimal()
        if (0xD800..<0xDC00).contains(first), position + 1 < bytes.count, bytes[position] == UInt8(ascii: "\\"),
            bytes[position + 1] == UInt8(ascii: "u")
        {
            let mark = position
            position += 2
            let second = try hexadecimal()
            if (0xDC00..<0xE000).contains(second) {
                return Unicode.Scalar(0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00)) ?? "\u{FFFD}"
            }
            position = mark
        }
        return Unicode.Scalar(first) ?? "\u{FFFD}"
    }

    private mutating func hexadecimal() throws(Diagnostic) -> UInt32 {
        guard position + 4 <= bytes.count,
            let value = UInt32(String(decoding: bytes[position..<position + 4], as: UTF8.self), radix: 16)
        else { throw failure("four hexadecimal digits were expected here") }
        position += 4
        return value
    }

    private mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard position < bytes.count, bytes[position] == UInt8(ascii: character) else { return false }
        position += 1
        return true
    }

    private mutating func skipSpace() {
        while position < bytes.count {
            switch bytes[position] {
            case 0x20, 0x09, 0x0A, 0x0D: position += 1
            default: return
            }
        }
    }

    private func failure(_ message: String) -> Diagnostic {
        let before = bytes[..<min(position, bytes.count)]
        let line = before.count { $0 == 0x0A } + 1
        let column = before.count - (before.lastIndex(of: 0x0A).map { $0 + 1 } ?? 0) + 1
        return Diagnostic(message, at: SourceLocation(file: file, line: line, column: column))
    }
}
