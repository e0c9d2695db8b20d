import Values

extension ArgumentForm {
    static let flag = ArgumentForm { (value) throws(ArgumentRefusal) in
        switch value {
        case .bool: value
        case .int(0): false
        case .int(1): true
        default: throw .expected("true or false", value)
        }
    }

    static let integer = ArgumentForm { (value) throws(ArgumentRefusal) in .int(try Self.integer(value)) }

    static let text = ArgumentForm { (value) throws(ArgumentRefusal) in .string(try Self.text(value)) }

    /// A number of bytes: `1024`, `512M`, `1.5g`, `2GB`; -1 for "no limit".
    static let bytes = ArgumentForm { (value) throws(ArgumentRefusal) in .int(try Self.bytes(value)) }

    static let absolutePath = ArgumentForm { (value) throws(ArgumentRefusal) in .string(try Self.absolutePath(value)) }

    /// Cores with a fraction, as billionths.
    static let cores = ArgumentForm { (value) throws(ArgumentRefusal) in
        guard let cores = value.double ?? value.string.flatMap(Double.init), cores >= 0, cores < 1_000_000 else {
            throw .expected("a number of cores", value)
        }
        return .int(Int((cores * 1_000_000_000).rounded()))
    }

    static func integer(_ value: Value) throws(ArgumentRefusal) -> Int {
        if let number = value.int { return number }
        guard let number = value.string.flatMap({ Int($0) }) else { throw .expected("a whole number", value) }
        return number
    }

    static func text(_ value: Value) throws(ArgumentRefusal) -> String {
        guard let text = value.scalarText else { throw .expected("a text", value) }
        return text
    }

    static func absolutePath(_ value: Value) throws(ArgumentRefusal) -> String {
        let path = try text(value)
        guard path.hasPrefix("/") else { throw ArgumentRefusal("'\(path)' is not an absolute path") }
        return path
    }

    static func bytes(_ value: Value) throws(ArgumentRefusal) -> Int {
        if let number = value.int { return number }
        if case .double(let number) = value, number.magnitude < 1e18 { return Int(number) }
        var text = value.string?.lowercased() ?? ""
        if text.count > 2, text.hasSuffix("b"), text.dropLast().last?.isLetter == true { text.removeLast() }
        let units: [Character: Double] = [
            "b": 1, "k": 1024, "m": 1_048_576, "g": 1_073_741_824, "t": 1_099_511_627_776,
        ]
        let factor = text.last.flatMap { units[$0] }
        if factor != nil { text.removeLast() }
        guard let amount = Double(text), amount.magnitude * (factor ?? 1) < 1e18 else {
            throw .expected("a size such as 1048576, 512M or 2G", value)
        }
        return Int(amount * (factor ?? 1))
    }
}
