import Values

/// What a plain (unquoted) scalar means: PyYAML's YAML 1.1 rules with Salt's changes.
enum ScalarResolver {
    /// The tags that PyYAML finds by looking at the text.
    enum Kind {
        case null, bool, int, float, merge, timestamp, value, string
    }

    static func kind(of text: String) -> Kind {
        guard let first = text.utf8.first else { return .null }
        switch first {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: "."):
            let bytes = Array(text.utf8)
            if NumberSyntax.isInt(bytes) { return .int }
            if NumberSyntax.isFloat(bytes) { return .float }
            return NumberSyntax.isTimestamp(bytes) ? .timestamp : .string
        case UInt8(ascii: "="): return text == "=" ? .value : .string
        case UInt8(ascii: "<"): return text == "<<" ? .merge : .string
        case UInt8(ascii: "~"): return text == "~" ? .null : .string
        default: return word(text)
        }
    }

    private static func word(_ text: String) -> Kind {
        switch text {
        case "null", "Null", "NULL": .null
        case "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON": .bool
        case "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF": .bool
        default: .string
        }
    }

    /// The value of a plain scalar. Times and dates stay text, as Salt keeps them.
    static func value(of text: String) -> Value {
        switch kind(of: text) {
        case .null: .null
        case .bool: .bool(bool(text) ?? false)
        case .int: integer(text) ?? .string(text)
        case .float: float(text).map(Value.double) ?? .string(text)
        case .merge, .timestamp, .value, .string: .string(text)
        }
    }

    static func bool(_ text: String) -> Bool? {
        switch text.lowercased() {
        case "yes", "true", "on": true
        case "no", "false", "off": false
        default: nil
        }
    }

    /// Salt reads `0644` as decimal 644, so that an unquoted file mode means what it says. An integer that 64 bits can't
    /// hold is kept as its text.
    static func integer(_ text: String) -> Value? {
        var digits = Substring(text)
        if digits.hasPrefix("0"), !digits.hasPrefix("0b"), !digits.hasPrefix("0x") {
            digits = digits.drop { $0 == "0" }
            if digits.isEmpty { return .int(0) }
        }
        digits = Substring(digits.filter { $0 != "_" })
        var sign = ""
        if let first = digits.first, first == "-" || first == "+" {
            if first == "-" { sign = "-" }
            digits = digits.dropFirst()
        }
        if digits.hasPrefix("0b") { return int(sign + digits.dropFirst(2), radix: 2, text) }
        if digits.hasPrefix("0x") { return int(sign + digits.dropFirst(2), radix: 16, text) }
        if digits.contains(":") { return sexagesimal(digits, negative: sign == "-").map(Value.int) }
        // After a sign Salt's stripping does not apply, and a leading zero is PyYAML's octal.
        if digits.hasPrefix("0"), digits.count > 1 { return int(sign + digits, radix: 8, text) }
        return int(sign + digits, radix: 10, text)
    }

    private static func int(_ digits: String, radix: Int, _ text: String) -> Value? {
        if let value = Int(digits, radix: radix) { return .int(value) }
        let own = digits.drop { $0 == "-" }
        let isNumber = !own.isEmpty && own.allSatisfy { $0.hexDigitValue.map { $0 < radix } ?? false }
        return isNumber ? .string(text) : nil
    }

    private static func sexagesimal(_ digits: Substring, negative: Bool) -> Int? {
        var total = 0
        for part in digits.split(separator: ":") {
            guard let number = Int(part) else { return nil }
            let (shifted, overflows) = total.multipliedReportingOverflow(by: 60)
            let (sum, overflowsToo) = shifted.addingReportingOverflow(number)
            if overflows || overflowsToo { return nil }
            total = sum
        }
        return negative ? -total : total
    }

    static func float(_ text: String) -> Double? {
        var digits = Substring(text.lowercased().filter { $0 != "_" })
        // Swift reads hexadecimal floats, Python does not.
        if digits.contains("x") { return nil }
        var sign = 1.0
        if let first = digits.first, first == "-" || first == "+" {
            if first == "-" { sign = -1 }
            digits = digits.dropFirst()
        }
        if digits == ".inf" { return sign * .infinity }
        if digits == ".nan" { return .nan }
        if digits.contains(":") {
            var total = 0.0
            for part in digits.split(separator: ":") {
                guard let number = Double(part.hasSuffix(".") ? part + "0" : part) else { return nil }
                total = total * 60 + number
            }
            return sign * total
        }
        if digits.hasSuffix(".") { digits += "0" }
        if digits.hasPrefix(".") { digits = "0" + digits }
        return Double(digits.replacing(".e", with: ".0e")).map { sign * $0 }
    }
}
