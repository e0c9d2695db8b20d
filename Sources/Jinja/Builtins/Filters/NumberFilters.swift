/// `abs`, `int`, `float`, `round`.
enum NumberFilters {
    static let all: [String: Filter] = [
        "abs": Filter("abs") { value, _, _, _ in
            if let number = try value.defined().index {
                guard number != .min else { throw Failure("the integer result is too large", kind: .limit) }
                return .int(abs(number))
            }
            guard case .double(let number) = value else {
                throw Failure("bad operand type for abs(): '\(value.typeName)'")
            }
            return .double(abs(number))
        },
        "int": Filter("int", ["default", "base"]) { value, standard, base, _ in
            if case .int = value { return value }
            let base = try base.int(or: 10, "base")
            return try integer(try value.defined(), base: base).map(Object.int) ?? standard ?? .int(0)
        },
        "float": Filter("float", ["default"]) { value, standard, _, _ in
            parsed(try value.defined()).map(Object.double) ?? standard ?? .double(0)
        },
        "round": Filter("round", ["precision", "method"]) { value, precision, method, _ in
            try rounded(
                try value.defined(), try precision.int(or: 0, "precision"), try method.text(or: "common"))
        },
    ]

    /// `float(value)`, with Python's errors.
    static func float(_ value: Object) throws -> Double {
        if let number = parsed(try value.defined()) { return number }
        guard value.text != nil else {
            throw Failure(
                "float() argument must be a string or a real number, not '\(value.typeName)'")
        }
        throw Failure("could not convert string to float: \(try Representation.repr(value))")
    }

    private static func parsed(_ value: Object) -> Double? {
        guard let text = value.text else { return value.number }
        let trimmed = Text.stripped(text, of: nil)
        guard let cleaned = withoutUnderscores(trimmed) else { return nil }
        switch cleaned.lowercased() {
        case "inf", "+inf", "infinity", "+infinity": return .infinity
        case "-inf", "-infinity": return -.infinity
        case "nan", "+nan", "-nan": return .nan
        default:
            guard cleaned.utf8.allSatisfy({ "0123456789+-.eE".utf8.contains($0) }) else { return nil }
            return Double(cleaned)
        }
    }

    /// The digits of other scripts are digits in Python too.
    private static func withPlainDigits(_ text: String) -> String {
        if Text.isASCII(text) { return text }
        return text.unicodeScalars.reduce(into: "") { result, scalar in
            let digit = scalar.properties.numericType == .decimal ? scalar.properties.numericValue : nil
            if let digit { result += String(Int(digit)) } else { result.unicodeScalars.append(scalar) }
        }
    }

    /// Python allows single underscores between digits.
    private static func withoutUnderscores(_ text: String) -> String? {
        let text = withPlainDigits(text)
        guard text.utf8.contains(0x5F) else { return text }
        let bytes = Array(text.utf8)
        for (index, byte) in bytes.enumerated() where byte == 0x5F {
            let isBetween =
                index > 0 && index + 1 < bytes.count
                && [bytes[index - 1], bytes[index + 1]].allSatisfy { isAlphanumeric($0) }
            guard isBetween else { return nil }
        }
        return Text.string(bytes.filter { $0 != 0x5F })
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
    }

    private static func integer(_ value: Object, base: Int) throws -> Int? {
        if let number = value.index { return number }
        if let text = value.text {
            guard base == 0 || (2...36).contains(base) else { return nil }
            if let number = integer(text, base: base) { return number }
        }
        guard let number = parsed(value), number.isFinite else { return nil }
        return Int(exactly: number.rounded(.towardZero))
    }

    private static func integer(_ text: String, base: Int) -> Int? {
        guard var digits = withoutUnderscores(Text.stripped(text, of: nil)) else { return nil }
        var sign = ""
        if let first = digits.first, first == "-" || first == "+" {
            sign = String(first)
            digits.removeFirst()
        }
        var radix = base
        for (prefix, value) in [("0x", 16), ("0o", 8), ("0b", 2)] where digits.lowercased().hasPrefix(prefix) {
            guard base == value || base == 0 else { continue }
            radix = value
            digits.removeFirst(2)
        }
        if radix == 0 { radix = 10 }
        guard let first = digits.first, first != "-", first != "+" else { return nil }
        return Int(sign + digits, radix: radix)
    }

    private static func rounded(_ value: Object, _ precision: Int, _ method: String) throws -> Object {
        guard ["common", "ceil", "floor"].contains(method) else {
            throw Failure("method must be common, ceil or floor", kind: .syntax)
        }
        guard let number = value.number else {
            throw Failure("type \(value.typeName) doesn't define __round__ method")
        }
        if method == "common" {
            guard let whole = value.index else {
                return .double(NumberFormat.rounded(number, digits: precision))
            }
            if precision >= 0 { return .int(whole) }
            return .int(Int(exactly: NumberFormat.rounded(Double(whole), digits: precision)) ?? whole)
        }
        var scale = 1.0
        for _ in 0..<min(300, abs(precision)) { scale *= 10 }
        if precision < 0 { scale = 1 / scale }
        return .double((number * scale).rounded(method == "ceil" ? .up : .down) / scale)
    }
}
