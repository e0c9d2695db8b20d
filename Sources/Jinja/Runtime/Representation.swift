import Values

/// How objects print: Python's `str()` and `repr()`, and the way Salt prints a `{{ … }}`.
enum Representation {
    /// `str(object)`. An undefined value is its failure.
    static func string(_ object: Object) throws -> String {
        switch object {
        case .string(let text), .markup(let text): text
        default: try repr(object)
        }
    }

    /// `repr(object)`.
    static func repr(_ object: Object) throws -> String {
        var writer = Writer(quotesControlCharacters: false)
        try writer.write(object, depth: 0)
        return writer.text
    }

    /// Appends what `{{ object }}` prints, as UTF-8: `str()`, but a string value inside a dict that has a newline, carriage return or tab is
    /// written as YAML's double-quoted scalar, which Salt does so that the result stays readable as YAML.
    static func print(_ object: Object, quotingControlCharacters: Bool, into bytes: inout [UInt8]) throws {
        var writer = Writer(quotesControlCharacters: quotingControlCharacters && object.isContainer)
        swap(&writer.bytes, &bytes)
        defer { swap(&writer.bytes, &bytes) }
        switch object {
        case .string(let text), .markup(let text): writer.append(text)
        default: try writer.write(object, depth: 0)
        }
    }

    /// A string as Python's repr quotes it.
    static func quoted(_ text: String) -> String {
        var writer = Writer(quotesControlCharacters: false)
        writer.writeQuoted(text)
        return writer.text
    }

    private struct Writer {
        var bytes: [UInt8] = []
        let quotesControlCharacters: Bool
        /// The containers being written, to print a list inside itself as `[...]`: the outermost, and those inside.
        private var outermost: ObjectIdentifier?
        private var open: [ObjectIdentifier] = []

        init(quotesControlCharacters: Bool) {
            self.quotesControlCharacters = quotesControlCharacters
        }

        var text: String { String(decoding: bytes, as: UTF8.self) }

        mutating func append(_ text: String) {
            text.withBytes { bytes.append(contentsOf: $0) }
        }

        private mutating func append(_ scalar: Unicode.Scalar) {
            bytes.append(contentsOf: UTF8.encode(scalar) ?? .init())
        }

        mutating func write(_ object: Object, depth: Int) throws {
            switch object {
            case .undefined(let undefined):
                // Salt's dicts print their values with str(), which raises; Python's containers use repr().
                if depth > 0, !quotesControlCharacters || openSequences > 0 {
                    append("Undefined")
                } else if !undefined.isLenient {
                    throw undefined.failure
                }
            case .none: append("None")
            case .bool(let value): append(value ? "True" : "False")
            case .int(let value): append(String(value))
            case .double(let value): append(PythonNumber.repr(value))
            case .string(let value): writeQuoted(value)
            case .markup(let value):
                append("Markup(")
                writeQuoted(value)
                append(")")
            case .list(let list):
                try nested(list, depth, "[...]") { writer in try writer.sequence(list.items, "[", "]", depth) }
            case .tuple(let tuple):
                try nested(tuple, depth, "(...)") { writer in
                    try writer.sequence(tuple.items, "(", tuple.items.count == 1 ? ",)" : ")", depth)
                }
            case .dict(let dict): try nested(dict, depth, "{...}") { writer in try writer.dict(dict, depth) }
            case .dynamic(let object): append(try object.text)
            }
        }

        /// How many of the open containers are lists or tuples.
        var openSequences = 0

        private mutating func nested(
            _ object: AnyObject, _ depth: Int, _ cycle: String, _ body: (inout Writer) throws -> Void
        ) throws {
            guard depth < Limits.dataDepth else { throw Failure("data is nested too deeply", kind: .limit) }
            let identity = ObjectIdentifier(object)
            guard let outermost else {
                self.outermost = identity
                try body(&self)
                self.outermost = nil
                return
            }
            if outermost == identity || open.contains(identity) { return append(cycle) }
            open.append(identity)
            try body(&self)
            open.removeLast()
        }

        private mutating func sequence(_ items: [Object], _ before: String, _ after: String, _ depth: Int) throws {
            append(before)
            openSequences += 1
            defer { openSequences -= 1 }
            for (index, item) in items.enumerated() {
                if index > 0 { append(", ") }
                try write(item, depth: depth + 1)
            }
            append(after)
        }

        private mutating func dict(_ dict: DictObject, _ depth: Int) throws {
            append("{")
            for (index, (key, value)) in zip(dict.keys, dict.values).enumerated() {
                if index > 0 { append(", ") }
                try write(key, depth: depth + 1)
                append(": ")
                if quotesControlCharacters, let string = value.text,
                    string.utf8.contains(where: { $0 == 9 || $0 == 10 || $0 == 13 })
                {
                    writeYAMLQuoted(string)
                } else {
                    try write(value, depth: depth + 1)
                }
            }
            append("}")
        }

        mutating func writeQuoted(_ string: String) {
            if isPlain(string) {
                bytes.append(UInt8(ascii: "'"))
                append(string)
                bytes.append(UInt8(ascii: "'"))
                return
            }
            let hasSingle = string.utf8.contains(UInt8(ascii: "'"))
            let quote: Unicode.Scalar = hasSingle && !string.utf8.contains(UInt8(ascii: "\"")) ? "\"" : "'"
            append(quote)
            for scalar in string.unicodeScalars { writeEscaped(scalar, quote) }
            append(quote)
        }

        /// Whether nothing in the string needs a backslash or other quotes.
        private func isPlain(_ string: String) -> Bool {
            string.withBytes { bytes in
                for byte in bytes
                where byte < 32 || byte >= 127 || byte == UInt8(ascii: "'") || byte == UInt8(ascii: "\\") {
                    return false
                }
                return true
            }
        }

        private mutating func writeEscaped(_ scalar: Unicode.Scalar, _ quote: Unicode.Scalar) {
            switch scalar {
            case quote, "\\":
                append("\\")
                append(scalar)
            case "\n": append("\\n")
            case "\r": append("\\r")
            case "\t": append("\\t")
            default:
                if CharacterClass.isPrintable(scalar) {
                    append(scalar)
                } else if scalar.value < 0x100 {
                    append("\\x" + hex(scalar.value, 2))
                } else if scalar.value < 0x10000 {
                    append("\\u" + hex(scalar.value, 4))
                } else {
                    append("\\U" + hex(scalar.value, 8))
                }
            }
        }

        private mutating func writeYAMLQuoted(_ string: String) {
            append("\"")
            for scalar in string.unicodeScalars {
                switch scalar {
                case "\"", "\\":
                    append("\\")
                    append(scalar)
                case "\n": append("\\n")
                case "\r": append("\\r")
                case "\t": append("\\t")
                default: append(scalar)
                }
            }
            append("\"")
        }

        private func hex(_ value: UInt32, _ width: Int) -> String {
            let digits = String(value, radix: 16)
            return String(repeating: "0", count: max(0, width - digits.count)) + digits
        }
    }
}
