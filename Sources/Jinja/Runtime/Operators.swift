import Glibc

/// Python's arithmetic.
enum Operators {
    enum Binary: String, Sendable {
        case add = "+"
        case subtract = "-"
        case multiply = "*"
        case divide = "/"
        case floorDivide = "//"
        case modulo = "%"
        case power = "**"

        /// As Python names it in messages.
        var symbol: String { self == .power ? "** or pow()" : rawValue }
    }

    static func apply(_ operation: Binary, _ a: Object, _ b: Object, _ limits: Limits) throws -> Object {
        if case .int(let x) = a, case .int(let y) = b { return try integers(operation, x, y) }
        let left = try a.defined()
        // Python takes an undefined value for a mapping, which need not be used up.
        if operation == .modulo, b.isUndefined, let format = left.text, !format.utf8.contains(UInt8(ascii: "%")) {
            return .string(format)
        }
        let right = try b.defined()
        switch operation {
        case .add: if let sum = concatenated(left, right) { return sum }
        case .multiply:
            if let count = right.index, let product = try repeated(left, count, limits) { return product }
            if let count = left.index, let product = try repeated(right, count, limits) { return product }
        case .modulo: if let format = left.text { return .string(try PercentFormat.apply(format, right, limits)) }
        default: break
        }
        if let x = left.index, let y = right.index { return try integers(operation, x, y) }
        guard let x = left.number, let y = right.number else { throw mismatch(operation, left, right) }
        return .double(try floats(operation, x, y))
    }

    private static func mismatch(_ operation: Binary, _ a: Object, _ b: Object) -> Failure {
        if operation == .add {
            if a.text != nil {
                return Failure("can only concatenate str (not \"\(b.typeName)\") to str")
            }
            if case .list = a { return Failure("can only concatenate list (not \"\(b.typeName)\") to list") }
            if case .tuple = a { return Failure("can only concatenate tuple (not \"\(b.typeName)\") to tuple") }
        }
        if operation == .multiply {
            for (sequence, other) in [(a, b), (b, a)] {
                switch sequence {
                case .string, .markup, .list, .tuple:
                    return Failure("can't multiply sequence by non-int of type '\(other.typeName)'")
                default: break
                }
            }
        }
        return Failure(
            "unsupported operand type(s) for \(operation.symbol): '\(a.typeName)' and '\(b.typeName)'")
    }

    private static func concatenated(_ a: Object, _ b: Object) -> Object? {
        switch (a, b) {
        case (.string(let a), .string(let b)): .string(a + b)
        case (.markup(let a), .markup(let b)): .markup(a + b)
        case (.markup(let a), .string(let b)): .markup(a + HTML.escaped(b))
        case (.string(let a), .markup(let b)): .markup(HTML.escaped(a) + b)
        case (.list(let a), .list(let b)): .list(a.items + b.items)
        case (.tuple(let a), .tuple(let b)): .tuple(a.items + b.items)
        default: nil
        }
    }

    private static func repeated(_ object: Object, _ count: Int, _ limits: Limits) throws -> Object? {
        func checked(_ size: Int) throws -> Int {
            let count = max(0, count)
            let (total, overflow) = size.multipliedReportingOverflow(by: count)
            guard !overflow, total <= limits.outputSize else {
                throw Failure("a repetition would be larger than \(limits.outputSize) bytes", kind: .limit)
            }
            return count
        }
        switch object {
        case .string(let text):
            let count = try checked(text.utf8.count)
            return .string(count == 1 ? text : Text.repeated(text, count))
        case .markup(let text): return .markup(String(repeating: text, count: try checked(text.utf8.count)))
        case .list(let list):
            let count = try checked(list.items.count * MemoryLayout<Object>.stride)
            return .list((0..<count).flatMap { _ in list.items })
        case .tuple(let tuple):
            let count = try checked(tuple.items.count * MemoryLayout<Object>.stride)
            return .tuple((0..<count).flatMap { _ in tuple.items })
        default: return nil
        }
    }

    private static func integers(_ operation: Binary, _ a: Int, _ b: Int) throws -> Object {
        func whole(_ result: (partialValue: Int, overflow: Bool)) throws -> Object {
            guard !result.overflow else { throw overflow }
            return .int(result.partialValue)
        }
        switch operation {
        case .add: return try whole(a.addingReportingOverflow(b))
        case .subtract: return try whole(a.subtractingReportingOverflow(b))
        case .multiply: return try whole(a.multipliedReportingOverflow(by: b))
        case .divide:
            guard b != 0 else { throw Failure("division by zero") }
            return .double(Double(a) / Double(b))
        case .floorDivide:
            guard b != 0 else { throw Failure("integer division or modulo by zero") }
            let (quotient, overflowed) = a.dividedReportingOverflow(by: b)
            guard !overflowed else { throw overflow }
            return .int(a % b != 0 && (a < 0) != (b < 0) ? quotient - 1 : quotient)
        case .modulo:
            guard b != 0 else { throw Failure("integer modulo by zero") }
            if b == -1 { return .int(0) }
            let remainder = a % b
            return .int(remainder != 0 && (remainder < 0) != (b < 0) ? remainder + b : remainder)
        case .power: return try power(a, b)
        }
    }

    private static var overflow: Failure {
        Failure("the integer result is too large: integers have 64 bits here", kind: .limit)
    }

    private static func power(_ base: Int, _ exponent: Int) throws -> Object {
        if exponent < 0 {
            guard base != 0 else { throw Failure("0.0 cannot be raised to a negative power") }
            return .double(pow(Double(base), Double(exponent)))
        }
        var result = 1
        var factor = base
        var left = exponent
        while left > 0 {
            if left & 1 == 1 {
                let (product, overflowed) = result.multipliedReportingOverflow(by: factor)
                guard !overflowed else { throw overflow }
                result = product
            }
            left >>= 1
            guard left > 0 else { break }
            let (square, overflowed) = factor.multipliedReportingOverflow(by: factor)
            guard !overflowed else { throw overflow }
            factor = square
        }
        return .int(result)
    }

    private static func floats(_ operation: Binary, _ a: Double, _ b: Double) throws -> Double {
        switch operation {
        case .add: return a + b
        case .subtract: return a - b
        case .multiply: return a * b
        case .divide:
            guard b != 0 else { throw Failure("float division by zero") }
            return a / b
        case .floorDivide:
            guard b != 0 else { throw Failure("float floor division by zero") }
            return (a / b).rounded(.down)
        case .modulo:
            guard b != 0 else { throw Failure("float modulo") }
            let remainder = fmod(a, b)
            if remainder == 0 { return copysign(0, b) }
            return (remainder < 0) != (b < 0) ? remainder + b : remainder
        case .power:
            if a == 0, b < 0 { throw Failure("0.0 cannot be raised to a negative power") }
            if a < 0, a.isFinite, b.isFinite, b != b.rounded() {
                throw Failure("the result is a complex number, which there is not here", kind: .limit)
            }
            return pow(a, b)
        }
    }

    static func negated(_ object: Object) throws -> Object {
        if let value = try object.defined().index {
            guard value != .min else { throw overflow }
            return .int(-value)
        }
        if case .double(let value) = object { return .double(-value) }
        throw Failure("bad operand type for unary -: '\(object.typeName)'")
    }

    static func positive(_ object: Object) throws -> Object {
        if let value = try object.defined().index { return .int(value) }
        if case .double = object { return object }
        throw Failure("bad operand type for unary +: '\(object.typeName)'")
    }
}
