/// Methods of strings.
enum StringMethods {
    static let names: Set<String> = [
        "capitalize", "casefold", "center", "count", "encode", "endswith", "expandtabs", "find", "format", "format_map",
        "index", "isalnum", "isalpha", "isascii", "isdecimal", "isdigit", "isidentifier", "islower", "isnumeric",
        "isprintable", "isspace", "istitle", "isupper", "join", "ljust", "lower", "lstrip", "partition",
        "removeprefix", "removesuffix", "replace", "rfind", "rindex", "rjust", "rpartition", "rsplit", "rstrip",
        "split", "splitlines", "startswith", "strip", "swapcase", "title", "translate", "upper", "zfill",
    ]

    static func call(_ name: String, _ text: String, _ arguments: CallArguments) throws -> Object {
        switch name {
        case "lower": return .string(Text.lowered(text))
        case "casefold": return .string(TextCase.folded(text))
        case "upper": return .string(text.uppercased())
        case "capitalize": return .string(TextCase.capitalized(text))
        case "title": return .string(TextCase.titled(text))
        case "swapcase": return .string(TextCase.swapped(text))
        case "strip", "lstrip", "rstrip":
            let given = try arguments.bound(to: ["chars"], of: name)
            return .string(
                Text.stripped(
                    text, of: try characters(given[0], name), left: name != "rstrip", right: name != "lstrip"))
        case "split", "rsplit", "splitlines", "partition", "rpartition": return try split(name, text, arguments)
        case "join": return try join(text, arguments)
        case "replace":
            let given = try arguments.bound(to: ["old", "new", "count"], of: name, required: 2)
            return .string(
                Text.replaced(
                    text, try string(given[0], name, 1), with: try string(given[1], name, 2),
                    count: try given[2].int(or: -1, "count")))
        case "startswith", "endswith": return .bool(try hasAffix(name, text, arguments))
        case "removeprefix", "removesuffix": return .string(try withoutAffix(name, text, arguments))
        case "find", "rfind", "index", "rindex", "count": return try StringSearch.call(name, text, arguments)
        case "center", "ljust", "rjust", "zfill", "expandtabs": return try StringPadding.call(name, text, arguments)
        case "format": return .string(try BraceFormat.apply(text, arguments))
        case "format_map":
            let given = try arguments.bound(to: ["mapping"], of: name, required: 1)
            guard case .dict(let dict)? = given[0] else { throw Failure("format_map() argument must be a mapping") }
            var named = CallArguments(render: arguments.render)
            named.keywords = zip(dict.keys, dict.values).compactMap { key, value in key.text.map { ($0, value) } }
            return .string(try BraceFormat.apply(text, named))
        case "encode": return .string(text)
        case "translate": return .string(try translate(text, arguments))
        default: return .bool(StringPredicates.holds(name, text))
        }
    }

    static func string(_ object: Object?, _ method: String, _ number: Int) throws -> String {
        guard let object else { throw Failure("\(method)() is missing argument \(number)") }
        guard let text = try object.defined().text else {
            throw Failure("\(method)() argument \(number) must be str, not \(object.typeName)")
        }
        return text
    }

    private static func characters(_ object: Object?, _ method: String) throws -> String? {
        guard let object, !object.isNone else { return nil }
        guard let text = try object.defined().text else { throw Failure("\(method) arg must be None or str") }
        return text
    }

    private static func join(_ separator: String, _ arguments: CallArguments) throws -> Object {
        let given = try arguments.bound(to: ["iterable"], of: "join", required: 1)
        guard let iterable = given[0] else { return .string("") }
        if iterable.isNothing { return .string("") }
        _ = try iterable.defined()
        guard Iteration.isIterable(iterable) else { throw Failure("can only join an iterable") }
        let parts = try Iteration.items(iterable).enumerated().map { index, item in
            guard let text = try item.defined().text else {
                throw Failure("sequence item \(index): expected str instance, \(item.typeName) found")
            }
            return text
        }
        return .string(parts.joined(separator: separator))
    }

    private static func hasAffix(_ name: String, _ text: String, _ arguments: CallArguments) throws -> Bool {
        let given = try arguments.bound(to: ["affix", "start", "end"], of: name, required: 1)
        var text = text
        if given[1] != nil || given[2] != nil {
            let part = try Subscripts.slice(.string(text), given[1] ?? .none, given[2] ?? .none, .none)
            text = part.text ?? ""
        }
        let candidates: [Object]
        if case .tuple(let tuple)? = given[0] { candidates = tuple.items } else { candidates = [given[0] ?? .none] }
        return try candidates.contains { candidate in
            guard let affix = try candidate.defined().text else {
                throw Failure(
                    "\(name) first arg must be str or a tuple of str, not \(candidate.typeName)")
            }
            return name == "startswith" ? Text.hasPrefix(text, affix) : Text.hasSuffix(text, affix)
        }
    }

    private static func withoutAffix(_ name: String, _ text: String, _ arguments: CallArguments) throws -> String {
        let given = try arguments.bound(to: ["affix"], of: name, required: 1)
        let affix = Array(try string(given[0], name, 1).utf8)
        let bytes = Array(text.utf8)
        guard affix.count <= bytes.count else { return text }
        if name == "removeprefix" {
            return bytes.starts(with: affix) ? Text.string(bytes[affix.count...]) : text
        }
        return bytes.suffix(affix.count).elementsEqual(affix) ? Text.string(bytes.dropLast(affix.count)) : text
    }

    private static func split(_ name: String, _ text: String, _ arguments: CallArguments) throws -> Object {
        switch name {
        case "splitlines":
            let given = try arguments.bound(to: ["keepends"], of: name)
            return .list(Text.lines(text, keepingEnds: try given[0].bool(or: false)).map(Object.string))
        case "partition", "rpartition":
            let given = try arguments.bound(to: ["sep"], of: name, required: 1)
            return try StringSplitting.partition(
                text, try string(given[0], name, 1), fromRight: name == "rpartition")
        default:
            let given = try arguments.bound(to: ["sep", "maxsplit"], of: name)
            let limit = try given[1].int(or: -1, "maxsplit")
            let separator = try given[0].flatMap { $0.isNone ? nil : try string($0, name, 1) }
            return .list(
                try StringSplitting.split(text, separator, limit: limit, fromRight: name == "rsplit")
                    .map(Object.string))
        }
    }

    /// `str.translate` with a dict of code points.
    private static func translate(_ text: String, _ arguments: CallArguments) throws -> String {
        let given = try arguments.bound(to: ["table"], of: "translate", required: 1)
        guard case .dict(let table)? = given[0] else { throw Failure("translate() argument must be a mapping") }
        var result = ""
        for scalar in text.unicodeScalars {
            switch try table.get(.int(Int(scalar.value))) {
            case nil: result.unicodeScalars.append(scalar)
            case .some(.none): continue
            case .some(.int(let code)):
                if let scalar = Unicode.Scalar(UInt32(clamping: code)) { result.unicodeScalars.append(scalar) }
            case .some(let object): result += try Representation.string(object)
            }
        }
        return result
    }
}
