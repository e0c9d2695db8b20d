import Values

/// JSON as `tojson` writes it: keys sorted, ASCII only, and without the characters that mean something in HTML.
struct ScriptJSON {
    private let indent: Int?
    private var bytes: [UInt8] = []

    init(indent: Int?) {
        self.indent = indent
        bytes.reserveCapacity(64)
    }

    var text: String { Text.string(bytes) }

    mutating func write(_ object: Object, level: Int) throws {
        guard level < Limits.dataDepth else { throw Failure("data is nested too deeply", kind: .limit) }
        switch object {
        case .string(let text), .markup(let text): write(text)
        case .int(let value): bytes += String(value).utf8
        case .none: bytes += "null".utf8
        case .bool(let value): bytes += (value ? "true" : "false").utf8
        case .list(let list): try write(list.items, level: level)
        case .tuple(let tuple): try write(tuple.items, level: level)
        case .dict(let dict): try write(dict, level: level)
        case .undefined(let undefined): throw undefined.failure
        case .double, .dynamic:
            let style = JSON.Style(indent: indent, sortsKeys: true, escapesNonASCII: true, isSpaced: true)
            bytes += JSON.write(try object.value(), style: style).utf8
        }
    }

    private mutating func write(_ items: [Object], level: Int) throws {
        if items.isEmpty {
            bytes += "[]".utf8
            return
        }
        bytes.append(UInt8(ascii: "["))
        for (index, item) in items.enumerated() {
            separate(index, level: level + 1)
            try write(item, level: level + 1)
        }
        close(UInt8(ascii: "]"), level: level)
    }

    private mutating func write(_ dict: DictObject, level: Int) throws {
        if dict.count == 0 {
            bytes += "{}".utf8
            return
        }
        bytes.append(UInt8(ascii: "{"))
        let values = dict.values
        let keys = dict.keys
        let order = try Comparison.order(of: keys, reverse: false) ?? Array(keys.indices)
        for (place, index) in order.enumerated() {
            separate(place, level: level + 1)
            write(try keyText(keys[index]))
            bytes += ": ".utf8
            try write(values[index], level: level + 1)
        }
        close(UInt8(ascii: "}"), level: level)
    }

    private func keyText(_ key: Object) throws -> String {
        switch key {
        case .string(let text), .markup(let text): text
        case .bool(let value): value ? "true" : "false"
        case .none: "null"
        case .int, .double: try Representation.string(key)
        default: throw Failure("keys must be str, int, float, bool or None, not \(key.typeName)")
        }
    }

    private mutating func separate(_ index: Int, level: Int) {
        if index > 0 { bytes += (indent == nil ? ", " : ",").utf8 }
        startLine(level)
    }

    private mutating func close(_ bracket: UInt8, level: Int) {
        startLine(level)
        bytes.append(bracket)
    }

    private mutating func startLine(_ level: Int) {
        guard let indent else { return }
        bytes.append(10)
        for _ in 0..<max(0, indent * level) { bytes.append(32) }
    }

    private mutating func write(_ text: String) {
        bytes.append(UInt8(ascii: "\""))
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"", "\\":
                bytes.append(UInt8(ascii: "\\"))
                bytes.append(UInt8(scalar.value))
            case "\n": bytes += "\\n".utf8
            case "\r": bytes += "\\r".utf8
            case "\t": bytes += "\\t".utf8
            case "\u{08}": bytes += "\\b".utf8
            case "\u{0C}": bytes += "\\f".utf8
            case "<", ">", "&", "'": escape(UInt16(scalar.value))
            default:
                if scalar.value >= 32, scalar.value < 128 {
                    bytes.append(UInt8(scalar.value))
                } else {
                    for unit in UTF16.encode(scalar) ?? UTF16.encodedReplacementCharacter { escape(unit) }
                }
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }

    private mutating func escape(_ unit: UInt16) {
        bytes += "\\u".utf8
        let digits = String(unit, radix: 16)
        bytes += repeatElement(48, count: 4 - digits.utf8.count)
        bytes += digits.utf8
    }
}
