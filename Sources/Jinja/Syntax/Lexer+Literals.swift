extension Lexer {
    /// An integer in any of Python's bases or a float, underscores dropped.
    mutating func readNumber() throws {
        let place = here
        if peek() == 0x30, let radix = [0x62: 2, 0x6F: 8, 0x78: 16][Int(peek(1) | 0x20)] {
            let end = digitsEnd(from: position + 2, radix: radix, leadingUnderscore: true)
            if end > position + 2 {
                let digits = Text.string(bytes[(position + 2)..<end].filter { $0 != 0x5F })
                guard let value = Int(digits, radix: radix) else { throw failure("the integer is too large") }
                add(.integer, String(value), at: place)
                return advance(to: end)
            }
        }
        // A float may not follow a dot, so that `list.0.1` works.
        let followsDot = position > 0 && bytes[position - 1] == 0x2E
        let whole = digitsEnd(from: position, radix: 10)
        if !followsDot, let end = floatEnd(after: whole) {
            add(.float, Text.string(bytes[position..<end].filter { $0 != 0x5F }), at: place)
            return advance(to: end)
        }
        // Python has no leading zeros: `007` is read as `00` and then `7`.
        var end = whole
        if peek() == 0x30 {
            end = position + 1
            while end < whole, bytes[end] == 0x30 || (bytes[end] == 0x5F && end + 1 < whole && bytes[end + 1] == 0x30) {
                end += 1
            }
        }
        add(.integer, Text.string(bytes[position..<end].filter { $0 != 0x5F }), at: place)
        advance(to: end)
    }

    private func digitsEnd(from start: Int, radix: Int, leadingUnderscore: Bool = false) -> Int {
        func isDigit(_ offset: Int) -> Bool {
            guard offset < bytes.count else { return false }
            return Character(UnicodeScalar(bytes[offset])).hexDigitValue.map { $0 < radix } ?? false
        }
        var end = start
        while isDigit(end)
            || (end < bytes.count && bytes[end] == 0x5F && (end > start || leadingUnderscore) && isDigit(end + 1))
        {
            end += 1
        }
        return end
    }

    private func floatEnd(after whole: Int) -> Int? {
        var end = whole
        if end < bytes.count, bytes[end] == 0x2E {
            let fraction = digitsEnd(from: end + 1, radix: 10)
            if fraction > end + 1 { end = fraction }
        }
        if end < bytes.count, bytes[end] | 0x20 == 0x65 {
            var digits = end + 1
            if digits < bytes.count, bytes[digits] == 0x2B || bytes[digits] == 0x2D { digits += 1 }
            let exponent = digitsEnd(from: digits, radix: 10)
            if exponent > digits { end = exponent }
        }
        return end > whole ? end : nil
    }

    /// A quoted string with Python's escapes.
    mutating func readString() throws {
        let place = here
        let quote = bytes[position]
        var end = position + 1
        var hasEscape = false
        while end < bytes.count, bytes[end] != quote {
            if bytes[end] == 0x5C {
                hasEscape = true
                end += 1
            }
            end += 1
        }
        guard end < bytes.count else { throw unexpectedCharacter() }
        let text = Text.string(bytes[(position + 1)..<end])
        add(.string, hasEscape ? try unescaped(text) : text, at: place)
        advance(to: end + 1)
    }

    private func unescaped(_ text: String) throws -> String {
        var result = String.UnicodeScalarView()
        let scalars = Array(text.unicodeScalars)
        var index = 0
        while index < scalars.count {
            let scalar = scalars[index]
            index += 1
            guard scalar == "\\", index < scalars.count else {
                result.append(scalar)
                continue
            }
            let escape = scalars[index]
            index += 1
            if let simple = Self.simpleEscapes[escape] {
                result.append(simple)
            } else if escape == "\n" {
                continue
            } else if let length = ["x": 2, "u": 4, "U": 8][escape] {
                let digits = Text.string(scalars[index..<min(index + length, scalars.count)])
                guard digits.unicodeScalars.count == length, let value = UInt32(digits, radix: 16),
                    let decoded = Unicode.Scalar(value)
                else { throw failure("truncated \\\(escape)\(String(repeating: "X", count: length)) escape") }
                result.append(decoded)
                index += length
            } else if ("0"..."7").contains(escape) {
                var digits = String(escape)
                while digits.count < 3, index < scalars.count, ("0"..."7").contains(scalars[index]) {
                    digits.unicodeScalars.append(scalars[index])
                    index += 1
                }
                if let value = UInt32(digits, radix: 8), let decoded = Unicode.Scalar(value) { result.append(decoded) }
            } else {
                result.append("\\")
                result.append(escape)
            }
        }
        return String(result)
    }

    private static let simpleEscapes: [Unicode.Scalar: Unicode.Scalar] = [
        "n": "\n", "t": "\t", "r": "\r", "\\": "\\", "'": "'", "\"": "\"", "a": "\u{07}", "b": "\u{08}",
        "f": "\u{0C}", "v": "\u{0B}",
    ]
}
