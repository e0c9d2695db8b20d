import Jinja
import Values

/// `method_call`, random text and samples.
enum CallFilters {
    static let all: [String: TemplateFilter] = [
        "method_call": { value, arguments in
            guard let name = arguments.positional.first else { throw Failure("method_call needs the method's name") }
            var rest = arguments
            rest.positional.removeFirst()
            return try value.calling(method: try name.asText(), rest)
        },
        "random_str": { value, arguments in
            guard let length = value.index, length >= 0, length <= 65536 else {
                throw Failure("the length of a random text is a number up to 65536")
            }
            let characters = try alphabet(arguments)
            return .string(String((0..<length).compactMap { _ in characters.randomElement() }))
        },
        "random_sample": { value, arguments in
            let items = try value.elements()
            let size = try arguments.argument(0, "size").int(or: 0, "size")
            guard size >= 0, size <= items.count else {
                throw Failure("Sample larger than population or is negative")
            }
            return .list(items.shuffled().prefix(size).map(Object.init))
        },
        "random_shuffle": { value, _ in .list(try value.elements().shuffled().map(Object.init)) },
    ]

    private static func alphabet(_ arguments: CallArguments) throws -> [Character] {
        let lower = "abcdefghijklmnopqrstuvwxyz"
        if let chars = arguments.argument(0, "chars"), !chars.isNone { return Array(try chars.asText()) }
        return try Array(
            (arguments.argument(1, "lowercase").bool(or: true) ? lower : "")
                + (arguments.argument(2, "uppercase").bool(or: true) ? lower.uppercased() : "")
                + (arguments.argument(3, "digits").bool(or: true) ? "0123456789" : ""))
    }
}
