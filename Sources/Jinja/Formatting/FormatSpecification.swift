import Values

/// The part after the colon in `{:>8.2f}`.
struct FormatSpecification {
    private var fill: Unicode.Scalar = " "
    private var alignment: Unicode.Scalar?
    private var sign: Unicode.Scalar = "-"
    private var isAlternate = false
    private var width = 0
    private var grouping: Unicode.Scalar?
    private var precision: Int?
    private var kind: Unicode.Scalar?

    static func apply(_ text: String, _ value: Object, _ limits: Limits) throws -> String {
        if text.isEmpty { return try Representation.string(value) }
        let specification = try FormatSpecification(text, value.typeName)
        guard specification.width <= limits.outputSize, specification.precision ?? 0 <= 100_000 else {
            throw Failure("the width of a format is too large", kind: .limit)
        }
        return try specification.format(value)
    }

    private init(_ text: String, _ typeName: String) throws {
        let scalars = Array(text.unicodeScalars)
        var index = 0
        func peek(_ offset: Int = 0) -> Unicode.Scalar? {
            index + offset < scalars.count ? scalars[index + offset] : nil
        }
        func number() -> Int? {
            var digits = ""
            while let digit = peek(), ("0"..."9").contains(digit) {
                digits.unicodeScalars.append(digit)
                index += 1
            }
            return digits.isEmpty ? nil : Int(digits) ?? .max
        }
        let alignments: [Unicode.Scalar] = ["<", ">", "^", "="]
        if let second = peek(1), let first = peek(), alignments.contains(second) {
            fill = first
            alignment = second
            index += 2
        } else if let first = peek(), alignments.contains(first) {
            alignment = first
            index += 1
        }
        if let scalar = peek(), ["+", "-", " "].contains(scalar) {
            sign = scalar
            index += 1
        }
        if peek() == "#" {
            isAlternate = true
            index += 1
        }
        if peek() == "0" {
            if alignment == nil {
                fill = "0"
                alignment = "="
            }
            index += 1
        }
        width = number() ?? 0
        if let scalar = peek(), scalar == "," || scalar == "_" {
            grouping = scalar
            index += 1
        }
        if peek() == "." {
            index += 1
            guard let digits = number() else { throw Failure("Format specifier missing precision") }
            precision = digits
        }
        if let scalar = peek() {
            kind = scalar
            index += 1
        }
        guard index == scalars.count else {
            throw Failure("Invalid format specifier '\(text)' for object of type '\(typeName)'")
        }
    }

    private func format(_ value: Object) throws -> String {
        switch value {
        case .string(let text), .markup(let text): return try string(text)
        case .int(let number): return try integer(number)
        case .bool(let flag) where kind == nil: return try string(flag ? "True" : "False")
        case .bool(let flag): return try integer(flag ? 1 : 0)
        case .double(let number): return try float(number)
        default:
            throw Failure("unsupported format string passed to \(value.typeName).__format__")
        }
    }

    private func unknown(_ type: String) -> Failure {
        Failure("Unknown format code '\(kind.map { String($0) } ?? "")' for object of type '\(type)'")
    }

    private func string(_ text: String) throws -> String {
        guard kind == nil || kind == "s" else { throw unknown("str") }
        let cut = precision.map { Text.string(Array(text.unicodeScalars).prefix($0)) } ?? text
        return aligned("", cut, standard: "<")
    }

    private func integer(_ number: Int) throws -> String {
        guard let kind else { return numeric(grouped(String(number.magnitude)), number < 0, "") }
        switch kind {
        case "d", "n": return numeric(grouped(String(number.magnitude)), number < 0, "")
        case "x", "X", "o", "b":
            return numeric(NumberFormat.digits(number, kind), number < 0, isAlternate ? "0\(kind)" : "")
        case "c":
            guard let scalar = Unicode.Scalar(UInt32(clamping: number)) else {
                throw Failure("%c arg not in range(0x110000)")
            }
            return aligned("", String(scalar), standard: "<")
        case "e", "E", "f", "F", "g", "G", "%": return try float(Double(number))
        default: throw unknown("int")
        }
    }

    private func float(_ number: Double) throws -> String {
        let size = number.magnitude
        let isNegative = number.sign == .minus
        guard let kind else {
            guard let precision else { return numeric(grouped(PythonNumber.repr(size)), isNegative, "") }
            var text = NumberFormat.float(size, "g", precision: max(1, precision))
            if !text.utf8.contains(0x2E), !text.utf8.contains(0x65) { text += ".0" }
            return numeric(grouped(text), isNegative, "")
        }
        switch kind {
        case "e", "E", "f", "F", "g", "G":
            let text = NumberFormat.float(size, Character(kind), precision: precision ?? 6, alternate: isAlternate)
            return numeric(grouped(text), isNegative, "")
        case "%": return numeric(NumberFormat.float(size * 100, "f", precision: precision ?? 6) + "%", isNegative, "")
        default: throw unknown("float")
        }
    }

    private func grouped(_ text: String) -> String {
        guard let grouping else { return text }
        let whole = text.prefix { $0.isNumber }
        var result = ""
        for (index, digit) in whole.enumerated() {
            if index > 0, (whole.count - index) % 3 == 0 { result.unicodeScalars.append(grouping) }
            result.append(digit)
        }
        return result + text.dropFirst(whole.count)
    }

    private func numeric(_ digits: String, _ isNegative: Bool, _ prefix: String) -> String {
        let sign = isNegative ? "-" : self.sign == "-" ? "" : String(self.sign)
        return aligned(sign + prefix, digits, standard: ">")
    }

    private func aligned(_ prefix: String, _ text: String, standard: Unicode.Scalar) -> String {
        let missing = width - Text.count(prefix) - Text.count(text)
        guard missing > 0 else { return prefix + text }
        func pad(_ count: Int) -> String { String(repeating: String(fill), count: count) }
        switch alignment ?? standard {
        case "<": return prefix + text + pad(missing)
        case "^": return pad(missing / 2) + prefix + text + pad(missing - missing / 2)
        case "=": return prefix + pad(missing) + text
        default: return pad(missing) + prefix + text
        }
    }
}
