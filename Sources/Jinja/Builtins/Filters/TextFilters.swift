/// Filters that make text from text.
enum TextFilters {
    static let all: [String: Filter] = [
        "lower": Filter("lower") { value, _, _, _ in value.like(Text.lowered(try Representation.string(value))) },
        "upper": Filter("upper") { value, _, _, _ in value.like(try Representation.string(value).uppercased()) },
        "capitalize": Filter("capitalize") { value, _, _, _ in
            value.like(TextCase.capitalized(try Representation.string(value)))
        },
        "title": Filter("title") { value, _, _, _ in .string(title(try Representation.string(value))) },
        "trim": Filter("trim", ["chars"]) { value, characters, _, _ in
            let characters = try characters.flatMap { $0.isNone ? nil : try Representation.string($0) }
            return value.like(Text.stripped(try Representation.string(value), of: characters))
        },
        "replace": Filter("replace", ["old", "new", "count"], required: 2) { value, old, new, count in
            .string(
                Text.replaced(
                    try Representation.string(value), try Representation.string(old ?? .none),
                    with: try Representation.string(new ?? .none), count: try count.int(or: -1, "count")))
        },
        "center": Filter { value, arguments in
            let given = try arguments.bound(to: ["width"], of: "center")
            let width = try given[0].int(or: 80, "width")
            guard width <= arguments.render.environment.options.limits.outputSize else {
                throw Failure("the width \(width) is too large", kind: .limit)
            }
            return value.like(StringPadding.padded("center", try Representation.string(value), width, " "))
        },
        "format": Filter { value, arguments in
            guard arguments.positional.isEmpty || arguments.keywords.isEmpty else {
                throw Failure("can't handle positional and keyword arguments at the same time", kind: .syntax)
            }
            let values: Object =
                arguments.keywords.isEmpty
                ? .tuple(arguments.positional)
                : .dict(DictObject(names: arguments.keywords.map { ($0.name, $0.value) }))
            return .string(
                try PercentFormat.apply(
                    try Representation.string(value), values, arguments.render.environment.options.limits))
        },
        "string": Filter("string") { value, _, _, _ in
            if case .markup = value { return value }
            return .string(try Representation.string(value))
        },
        "wordcount": Filter("wordcount") { value, _, _, _ in .int(words(try Representation.string(value))) },
        "pprint": Filter { value, _ in .string(try PrettyPrint.text(value)) },
    ]

    /// Upper case at the start and after `-`, white space and opening brackets, lower case elsewhere.
    private static func title(_ text: String) -> String {
        if Text.isASCII(text) { return asciiTitle(text) }
        var result = ""
        var startsWord = true
        for scalar in text.unicodeScalars {
            if "-({[<".unicodeScalars.contains(scalar) || Text.isSpace(scalar) {
                startsWord = true
                result.unicodeScalars.append(scalar)
            } else {
                result += startsWord ? scalar.properties.uppercaseMapping : scalar.properties.lowercaseMapping
                startsWord = false
            }
        }
        return result
    }

    private static func asciiTitle(_ text: String) -> String {
        var startsWord = true
        return Text.string(
            text.utf8.map { byte in
                let isUpper = byte >= 0x41 && byte <= 0x5A
                let isLower = byte >= 0x61 && byte <= 0x7A
                defer { startsWord = "-({[<".utf8.contains(byte) || Text.isSpace(Unicode.Scalar(byte)) }
                return startsWord && isLower ? byte - 32 : !startsWord && isUpper ? byte + 32 : byte
            })
    }

    private static func words(_ text: String) -> Int {
        var count = 0
        var isInWord = false
        for scalar in text.unicodeScalars {
            let isWord = CharacterClass.isWord(scalar)
            if isWord, !isInWord { count += 1 }
            isInWord = isWord
        }
        return count
    }
}
