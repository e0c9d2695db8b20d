/// Python's `str.format`.
struct BraceFormat {
    private let scalars: [Unicode.Scalar]
    private let arguments: CallArguments
    private var index = 0
    private var automatic = 0

    static func apply(_ format: String, _ arguments: CallArguments) throws -> String {
        var formatter = BraceFormat(format, arguments)
        return try formatter.run(level: 0)
    }

    private init(_ format: String, _ arguments: CallArguments) {
        scalars = Array(format.unicodeScalars)
        self.arguments = arguments
    }

    private mutating func run(level: Int) throws -> String {
        var result = ""
        while index < scalars.count {
            let scalar = scalars[index]
            index += 1
            switch scalar {
            case "{":
                if index < scalars.count, scalars[index] == "{" {
                    result += "{"
                    index += 1
                } else {
                    result += try field()
                }
            case "}":
                guard index < scalars.count, scalars[index] == "}" else {
                    throw Failure("Single '}' encountered in format string")
                }
                result += "}"
                index += 1
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    private mutating func field() throws -> String {
        var name = ""
        var conversion: Unicode.Scalar?
        var specification = ""
        while index < scalars.count, !"!:}".unicodeScalars.contains(scalars[index]) {
            name.unicodeScalars.append(scalars[index])
            index += 1
        }
        guard index < scalars.count else {
            throw Failure(
                name.isEmpty ? "Single '{' encountered in format string" : "expected '}' before end of string")
        }
        let value = try lookUp(name)
        if scalars[index] == "!" {
            guard index + 1 < scalars.count else { throw Failure("unmatched '{' in format spec") }
            conversion = scalars[index + 1]
            index += 2
        }
        if index < scalars.count, scalars[index] == ":" {
            index += 1
            while index < scalars.count, scalars[index] != "}" {
                if scalars[index] == "{" {
                    index += 1
                    specification += try field()
                } else {
                    specification.unicodeScalars.append(scalars[index])
                    index += 1
                }
            }
        }
        guard index < scalars.count, scalars[index] == "}" else {
            throw Failure("expected '}' before end of string")
        }
        index += 1
        let limits = arguments.render.environment.options.limits
        switch conversion {
        case "r", "a":
            return try FormatSpecification.apply(specification, .string(try Representation.repr(value)), limits)
        case "s": return try FormatSpecification.apply(specification, .string(try Representation.string(value)), limits)
        default: return try FormatSpecification.apply(specification, value, limits)
        }
    }

    private mutating func lookUp(_ field: String) throws -> Object {
        let scalars = Array(field.unicodeScalars)
        let end = scalars.firstIndex { $0 == "." || $0 == "[" } ?? scalars.count
        var value = try first(Text.string(scalars[..<end]))
        var index = end
        while index < scalars.count {
            if scalars[index] == "." {
                let stop = scalars[(index + 1)...].firstIndex { $0 == "." || $0 == "[" } ?? scalars.count
                let name = Text.string(scalars[(index + 1)..<stop])
                guard !name.isEmpty else { throw Failure("Empty attribute in format string") }
                value = try Subscripts.attribute(name, of: value).defined()
                index = stop
            } else {
                guard scalars[index] == "[" else {
                    throw Failure("Only '.' or '[' may follow ']' in format field specifier")
                }
                guard let close = scalars[index...].firstIndex(of: "]") else {
                    throw Failure("expected '}' before end of string")
                }
                let key = Text.string(scalars[(index + 1)..<close])
                guard !key.isEmpty else { throw Failure("Empty attribute in format string") }
                value = try Subscripts.item(Int(key).map(Object.int) ?? .string(key), of: value).defined()
                index = close + 1
            }
        }
        return value
    }

    private mutating func first(_ name: String) throws -> Object {
        if name.isEmpty || Int(name) != nil {
            let position = Int(name) ?? automatic
            if name.isEmpty { automatic += 1 }
            guard position >= 0, position < arguments.positional.count else {
                throw Failure("tuple index out of range")
            }
            return try arguments.positional[position].defined()
        }
        guard let found = arguments.keywords.first(where: { $0.name == name }) else {
            throw Failure(Representation.quoted(name))
        }
        return try found.value.defined()
    }
}
