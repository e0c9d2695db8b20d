/// The regular expressions of PyYAML's resolver for numbers and timestamps, written out as scans over bytes.
enum NumberSyntax {
    /// `[-+]?0b[0-1_]+ | [-+]?0[0-7_]+ | [-+]?(0|[1-9][0-9_]*) | [-+]?0x[0-9a-fA-F_]+ | [-+]?[1-9][0-9_]*(:[0-5]?[0-9])+`
    static func isInt(_ bytes: [UInt8]) -> Bool {
        var scan = Scan(bytes)
        scan.skipSign()
        guard let first = scan.next() else { return false }
        if first == UInt8(ascii: "0") {
            if scan.isAtEnd { return true }
            if scan.take("b") { return scan.skip { $0 == 0x30 || $0 == 0x31 || $0 == 0x5F } > 0 && scan.isAtEnd }
            if scan.take("x") { return scan.skip { isHexadecimal($0) || $0 == 0x5F } > 0 && scan.isAtEnd }
            return scan.skip { (0x30...0x37).contains($0) || $0 == 0x5F } > 0 && scan.isAtEnd
        }
        guard (0x31...0x39).contains(first) else { return false }
        scan.skip(isDigitOrUnderscore)
        return scan.isAtEnd || (scan.skipSexagesimal() && scan.isAtEnd)
    }

    /// `[-+]?[0-9][0-9_]*\.[0-9_]*([eE][-+][0-9]+)? | \.[0-9][0-9_]*([eE][-+][0-9]+)? |
    /// [-+]?[0-9][0-9_]*(:[0-5]?[0-9])+\.[0-9_]* | [-+]?\.(inf|Inf|INF) | \.(nan|NaN|NAN)`
    static func isFloat(_ bytes: [UInt8]) -> Bool {
        var scan = Scan(bytes)
        let hasSign = scan.skipSign()
        let rest = scan.rest
        if ["inf", "Inf", "INF"].contains(where: { rest.elementsEqual((".\($0)").utf8) }) { return true }
        if !hasSign, ["nan", "NaN", "NAN"].contains(where: { rest.elementsEqual((".\($0)").utf8) }) { return true }
        if scan.take(".") {
            guard !hasSign, let first = scan.next(), isDigit(first) else { return false }
            scan.skip(isDigitOrUnderscore)
            return scan.skipExponent() && scan.isAtEnd
        }
        guard let first = scan.next(), isDigit(first) else { return false }
        scan.skip(isDigitOrUnderscore)
        let isSexagesimal = scan.skipSexagesimal()
        guard scan.take(".") else { return false }
        scan.skip(isDigitOrUnderscore)
        return (isSexagesimal || scan.skipExponent()) && scan.isAtEnd
    }

    /// `2020-01-01`, or a date and time: these have to be quoted when text is written.
    static func isTimestamp(_ bytes: [UInt8]) -> Bool {
        var scan = Scan(bytes)
        guard scan.skip(isDigit) == 4, scan.take("-") else { return false }
        let month = scan.skip(isDigit)
        guard (1...2).contains(month), scan.take("-") else { return false }
        let day = scan.skip(isDigit)
        guard (1...2).contains(day) else { return false }
        if scan.isAtEnd { return month == 2 && day == 2 }
        guard scan.take("T") || scan.take("t") || scan.skip({ $0 == 0x20 || $0 == 0x09 }) > 0 else { return false }
        guard (1...2).contains(scan.skip(isDigit)), scan.take(":"), scan.skip(isDigit) == 2, scan.take(":"),
            scan.skip(isDigit) == 2
        else { return false }
        if scan.take(".") { scan.skip(isDigit) }
        let position = scan.position
        scan.skip { $0 == 0x20 || $0 == 0x09 }
        if scan.isAtEnd { return scan.position == position }
        if scan.take("Z") { return scan.isAtEnd }
        guard scan.skipSign(), (1...2).contains(scan.skip(isDigit)) else { return false }
        if scan.isAtEnd { return true }
        return scan.take(":") && scan.skip(isDigit) == 2 && scan.isAtEnd
    }

    static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

    private static func isDigitOrUnderscore(_ byte: UInt8) -> Bool { isDigit(byte) || byte == 0x5F }

    private static func isHexadecimal(_ byte: UInt8) -> Bool {
        isDigit(byte) || (0x41...0x46).contains(byte) || (0x61...0x66).contains(byte)
    }

    private struct Scan {
        let bytes: [UInt8]
        var position = 0

        init(_ bytes: [UInt8]) { self.bytes = bytes }

        var isAtEnd: Bool { position == bytes.count }
        var rest: ArraySlice<UInt8> { bytes[position...] }

        mutating func next() -> UInt8? {
            guard position < bytes.count else { return nil }
            position += 1
            return bytes[position - 1]
        }

        mutating func take(_ character: Unicode.Scalar) -> Bool {
            guard position < bytes.count, bytes[position] == UInt8(ascii: character) else { return false }
            position += 1
            return true
        }

        @discardableResult
        mutating func skip(_ matches: (UInt8) -> Bool) -> Int {
            let start = position
            while position < bytes.count, matches(bytes[position]) { position += 1 }
            return position - start
        }

        @discardableResult
        mutating func skipSign() -> Bool { take("-") || take("+") }

        /// `(:[0-5]?[0-9])+`
        mutating func skipSexagesimal() -> Bool {
            var count = 0
            while true {
                let start = position
                guard take(":") else { return count > 0 }
                let digits = skip(NumberSyntax.isDigit)
                guard digits == 1 || (digits == 2 && (0x30...0x35).contains(bytes[start + 1])) else {
                    position = start
                    return count > 0
                }
                count += 1
            }
        }

        /// `([eE][-+][0-9]+)?`
        mutating func skipExponent() -> Bool {
            guard take("e") || take("E") else { return true }
            return skipSign() && skip(NumberSyntax.isDigit) > 0
        }
    }
}
