/// Python's `format % values`.
struct PercentFormat {
    private let scalars: [Unicode.Scalar]
    private let values: [Object]
    private let mapping: Object?
    private let limits: Limits
    private var next = 0
    private var index = 0
    private var result = ""

    static func apply(_ format: String, _ values: Object, _ limits: Limits) throws -> String {
        if let text = try plain(format, values) { return text }
        var formatter = PercentFormat(format, values, limits)
        return try formatter.run()
    }

    /// The commonest format, text with `%s` alone for one value that is no container. Nil where this is not one.
    private static func plain(_ format: String, _ values: Object) throws -> String? {
        guard !values.isContainer, !values.isUndefined else { return nil }
        let bytes = Array(format.utf8)
        let percent = UInt8(ascii: "%")
        guard let place = bytes.firstIndex(of: percent), place + 1 < bytes.count, bytes[place + 1] == UInt8(ascii: "s"),
            !bytes[(place + 2)...].contains(percent)
        else { return nil }
        return Text.string(bytes[..<place]) + (try Representation.string(values)) + Text.string(bytes[(place + 2)...])
    }

    private init(_ format: String, _ values: Object, _ limits: Limits) {
        scalars = Array(format.unicodeScalars)
        self.limits = limits
        switch values {
        case .tuple(let tuple):
            self.values = tuple.items
            mapping = nil
        case .dict, .list:
            self.values = [values]
            mapping = values
        default:
            self.values = [values]
            mapping = nil
        }
    }

    private struct Specification {
        var key: String?
        var flags = Set<Unicode.Scalar>()
        var width = 0
        var precision: Int?
    }

    private mutating func run() throws -> String {
        while index < scalars.count {
            let scalar = scalars[index]
            index += 1
            guard scalar == "%" else {
                result.unicodeScalars.append(scalar)
                continue
            }
            try convert(try specification())
        }
        if mapping == nil, next < values.count {
            // A list or a string may be left over unused only as a mapping could.
            throw Failure("not all arguments converted during string formatting")
        }
        return result
    }

    private mutating func specification() throws -> Specification {
        var specification = Specification()
        if peek == "(" {
            var level = 1
            var key = String.UnicodeScalarView()
            index += 1
            while index < scalars.count {
                if scalars[index] == "(" { level += 1 }
                if scalars[index] == ")" { level -= 1 }
                if level == 0 { break }
                key.append(scalars[index])
                index += 1
            }
            guard index < scalars.count else { throw Failure("incomplete format key") }
            index += 1
            specification.key = String(key)
        }
        while let flag = peek, "#0- +".unicodeScalars.contains(flag) {
            specification.flags.insert(flag)
            index += 1
        }
        if let width = try number() {
            specification.width = abs(width)
            if width < 0 { specification.flags.insert("-") }
        }
        if peek == "." {
            index += 1
            specification.precision = max(0, try number() ?? 0)
        }
        while let modifier = peek, "hlL".unicodeScalars.contains(modifier) { index += 1 }
        guard specification.width <= limits.outputSize, specification.precision ?? 0 <= 100_000 else {
            throw Failure("the width of a format is too large", kind: .limit)
        }
        return specification
    }

    private var peek: Unicode.Scalar? { index < scalars.count ? scalars[index] : nil }

    private mutating func number() throws -> Int? {
        if peek == "*" {
            index += 1
            guard let number = try argument().index else { throw Failure("* wants int") }
            return number
        }
        var digits = ""
        while let digit = peek, ("0"..."9").contains(digit) {
            digits.unicodeScalars.append(digit)
            index += 1
        }
        return digits.isEmpty ? nil : Int(digits) ?? .max
    }

    /// What prints as nothing may be formatted as well.
    private static func usable(_ object: Object) throws -> Object { object.isNothing ? object : try object.defined() }

    private mutating func argument() throws -> Object {
        guard next < values.count else { throw Failure("not enough arguments for format string") }
        next += 1
        return try Self.usable(values[next - 1])
    }

    private mutating func convert(_ specification: Specification) throws {
        guard let conversion = peek else { throw Failure("incomplete format") }
        index += 1
        if conversion == "%" {
            result += "%"
            return
        }
        var value: Object
        if let key = specification.key {
            guard let mapping, case .dict(let dict) = mapping else { throw Failure("format requires a mapping") }
            guard let found = dict[key] else { throw Failure(Representation.quoted(key)) }
            value = try Self.usable(found)
        } else {
            value = try argument()
        }
        switch conversion {
        case "s", "r", "a":
            var text = try conversion == "s" ? Representation.string(value) : Representation.repr(value)
            if let precision = specification.precision {
                text = Text.string(Array(text.unicodeScalars).prefix(precision))
            }
            result += padded(text, specification)
        case "d", "i", "u", "x", "X", "o": result += try integer(value, conversion, specification)
        case "f", "F", "e", "E", "g", "G":
            guard let number = value.number else { throw Failure("must be real number, not \(value.typeName)") }
            let text = NumberFormat.float(
                number.magnitude, Character(conversion), precision: specification.precision ?? 6,
                alternate: specification.flags.contains("#"))
            result += signed(text, isNegative: number.sign == .minus, prefix: "", specification)
        case "c":
            if let code = value.index, let scalar = Unicode.Scalar(UInt32(clamping: code)) {
                value = .string(String(scalar))
            }
            guard let text = value.text, text.unicodeScalars.count == 1 else {
                throw Failure("%c requires int or char")
            }
            result += padded(text, specification)
        default:
            let code = String(conversion.value, radix: 16)
            throw Failure("unsupported format character '\(conversion)' (0x\(code)) at index \(index - 1)")
        }
    }

    private func integer(_ value: Object, _ conversion: Unicode.Scalar, _ specification: Specification) throws -> String
    {
        var whole = value.index
        if whole == nil, case .double(let number) = value, !"xXo".unicodeScalars.contains(conversion) {
            whole = Int(exactly: number.rounded(.towardZero))
        }
        guard let whole else {
            let wanted =
                "xXo".unicodeScalars.contains(conversion) ? "an integer is required" : "a real number is required"
            throw Failure("%\(conversion) format: \(wanted), not \(value.typeName)")
        }
        var digits = NumberFormat.digits(whole, conversion)
        if let precision = specification.precision, digits.utf8.count < precision {
            digits = String(repeating: "0", count: precision - digits.utf8.count) + digits
        }
        let prefix =
            specification.flags.contains("#") && "xXo".unicodeScalars.contains(conversion) ? "0\(conversion)" : ""
        return signed(digits, isNegative: whole < 0, prefix: prefix, specification)
    }

    private func signed(_ digits: String, isNegative: Bool, prefix: String, _ specification: Specification) -> String {
        let flags = specification.flags
        let sign = (isNegative ? "-" : flags.contains("+") ? "+" : flags.contains(" ") ? " " : "") + prefix
        let missing = specification.width - sign.utf8.count - digits.utf8.count
        if flags.contains("0"), !flags.contains("-"), missing > 0 {
            return sign + String(repeating: "0", count: missing) + digits
        }
        return padded(sign + digits, specification)
    }

    private func padded(_ text: String, _ specification: Specification) -> String {
        StringPadding.padded(specification.flags.contains("-") ? "ljust" : "rjust", text, specification.width, " ")
    }
}
