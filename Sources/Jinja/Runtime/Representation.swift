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

    /// What `{{ object }}` prints: `str()`, but a string value inside a dict that has a newline, carriage return or tab is
    /// written as YAML's double-quoted scalar, which Salt does so that the result stays readable as YAML.
    static func printed(_ object: Object) throws -> String {
        switch object {
        case .string(let text), .markup(let text): return text
        case .list, .tuple, .dict:
            var writer = Writer(quotesControlCharacters: true)
            try writer.write(object, depth: 0)
            return writer.text
        default: return try repr(object)
        }
    }

    /// A string as Python's repr quotes it.
    static func quoted(_ text: String) -> String {
        var writer = Writer(quotesControlCharacters: false)
        writer.writeQuoted(text)
        return writer.text
    }

    private struct Writer {
        var text = ""
        let quotesControlCharacters: Bool
        /// The containers being written, to print a list inside itself as `[...]`.
        var open: [ObjectIdentifier] = []

        init(quotesControlCharacters: Bool) { self.quotesControlCharacters = quotesControlCharacters }

        mutating func write(_ object: Object, depth: Int) throws {
            switch object {
            case .undefined(let undefined):
                // Salt's dicts print their values with str(), which raises; Python's containers use repr().
                if depth > 0, !quotesControlCharacters || openSequences > 0 {
                    text += "Undefined"
                } else if !undefined.isLenient {
                    throw undefined.failure
                }
            case .none: text += "None"
            case .bool(let value): text += value ? "True" : "False"
            case .int(let value): text += String(value)
            case .double(let value): text += PythonNumber.repr(value)
            case .string(let value): writeQuoted(value)
            case .markup(let value):
                text += "Markup("
                writeQuoted(value)
                text += ")"
            case .list(let list):
                try nested(list, depth, "[...]") { writer in try writer.sequence(list.items, "[", "]", depth) }
            case .tuple(let tuple):
                try nested(tuple, depth, "(...)") { writer in
                    try writer.sequence(tuple.items, "(", tuple.items.count == 1 ? ",)" : ")", depth)
                }
            case .dict(let dict): try nested(dict, depth, "{...}") { writer in try writer.dict(dict, depth) }
            case .dynamic(let object): text += try object.text
            }
        }

        /// How many of the open containers are lists or tuples.
        var openSequences = 0

        private mutating func nested(
            _ object: AnyObject, _ depth: Int, _ cycle: String, _ body: (inout Writer) throws -> Void
        ) throws {
            guard depth < Limits.dataDepth else { throw Failure("data is nested too deeply", kind: .limit) }
            let identity = ObjectIdentifier(object)
            if open.contains(identity) {
                text += cycle
                return
            }
            open.append(identity)
            try body(&self)
            open.removeLast()
        }

        private mutating func sequence(_ items: [Object], _ before: String, _ after: String, _ depth: Int) throws {
            text += before
            openSequences += 1
            defer { openSequences -= 1 }
            for (index, item) in items.enumerated() {
                if index > 0 { text += ", " }
                try write(item, depth: depth + 1)
            }
            text += after
        }

        private mutating func dict(_ dict: DictObject, _ depth: Int) throws {
            text += "{"
            for (index, (key, value)) in zip(dict.keys, dict.values).enumerated() {
                if index > 0 { text += ", " }
                try write(key, depth: depth + 1)
                text += ": "
                if quotesControlCharacters, let string = value.text,
                    string.utf8.contains(where: { $0 == 9 || $0 == 10 || $0 == 13 })
                {
                    writeYAMLQuoted(string)
                } else {
                    try write(value, depth: depth + 1)
                }
            }
            text += "}"
        }

        mutating func writeQuoted(_ string: String) {
            let hasSingle = string.utf8.contains(UInt8(ascii: "'"))
            let quote: Unicode.Scalar = hasSingle && !string.utf8.contains(UInt8(ascii: "\"")) ? "\"" : "'"
            text.unicodeScalars.append(quote)
            if !hasSingle, string.utf8.allSatisfy({ $0 >= 32 && $0 < 127 && $0 != UInt8(ascii: "\\") }) {
                text += string
            } else {
                for scalar in string.unicodeScalars { writeEscaped(scalar, quote) }
            }
            text.unicodeScalars.append(quote)
        }

        private mutating func writeEscaped(_ scalar: Unicode.Scalar, _ quote: Unicode.Scalar) {
            switch scalar {
            case quote, "\\":
                text += "\\"
                text.unicodeScalars.append(scalar)
            case "\n": text += "\\n"
            case "\r": text += "\\r"
            case "\t": text += "\\t"
            default:
                if CharacterClass.isPrintable(scalar) {
                    text.unicodeScalars.append(scalar)
                } else if scalar.value < 0x100 {
                    text += "\\x" + hex(scalar.value, 2)
                } else if scalar.value < 0x10000 {
                    text += "\\u" + hex(scalar.value, 4)
                } else {
                    text += "\\U" + hex(scalar.value, 8)
                }
            }
        }

        private mutating func writeYAMLQuoted(_ string: String) {
            text += "\""
            for scalar in string.unicodeScalars {
                switch scalar {
                case "\"", "\\":
                    text += "\\"
                    text.unicodeScalars.append(scalar)
                case "\n": text += "\\n"
                case "\r": text += "\\r"
                case "\t": text += "\\t"
                default: text.unicodeScalars.append(scalar)
                }
            }
            text += "\""
        }

        private func hex(_ value: UInt32, _ width: Int) -> String {
            let digits = String(value, radix: 16)
            return String(repeating: "0", count: max(0, width - digits.count)) + digits
        }
    }
}
