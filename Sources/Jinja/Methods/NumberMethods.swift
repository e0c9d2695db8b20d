/// Methods of ints and floats.
enum NumberMethods {
    static let intNames: Set<String> = [
        "bit_length", "bit_count", "conjugate", "is_integer",
        "as_integer_ratio",
    ]
    static let floatNames: Set<String> = ["is_integer", "conjugate"]

    /// What a number has besides methods: its parts as a complex number and as a fraction.
    static func part(_ name: String, of number: Object) -> Object? {
        switch (name, number) {
        case ("real", .double), ("real", .int), ("numerator", .int): number
        case ("real", _), ("numerator", .bool): number.index.map(Object.int)
        case ("imag", .double): .double(0)
        case ("imag", _): .int(0)
        case ("denominator", .int), ("denominator", .bool): .int(1)
        default: nil
        }
    }

    static func call(_ name: String, _ value: Int, _ arguments: CallArguments) throws -> Object {
        switch name {
        case "bit_length": .int(Int.bitWidth - value.magnitude.leadingZeroBitCount)
        case "bit_count": .int(value.magnitude.nonzeroBitCount)
        case "conjugate": .int(value)
        case "is_integer": .bool(true)
        case "as_integer_ratio": .tuple([.int(value), .int(1)])
        default: throw Failure("'int' object is not callable")
        }
    }

    static func call(_ name: String, _ value: Double, _ arguments: CallArguments) throws -> Object {
        switch name {
        case "is_integer": .bool(value.isFinite && value == value.rounded())
        case "conjugate": .double(value)
        default: throw Failure("'float' object is not callable")
        }
    }
}
