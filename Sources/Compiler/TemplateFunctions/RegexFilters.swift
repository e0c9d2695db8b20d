import Jinja
import RegularExpressions
import Values

/// `regex_search`, `regex_match`, `regex_replace`, `regex_escape`, and the test `match`.
enum RegexFilters {
    static let all: [String: TemplateFilter] = [
        "regex_search": { value, arguments in
            groups(try expression(arguments, 0).search(try value.asText()))
        },
        "regex_match": { value, arguments in
            groups(try expression(arguments, 0).match(try value.asText()))
        },
        "regex_replace": { value, arguments in
            let replacement = try arguments.argument(1, "val").text(or: "")
            return .string(try expression(arguments, 1).replace(try value.asText(), with: replacement))
        },
        "regex_escape": { value, _ in .string(RegularExpression.escape(try value.asText())) },
    ]

    /// `value is match(rx)`: anchored at the start only.
    static func isMatch(_ value: Object, _ arguments: CallArguments) throws -> Bool {
        try expression(arguments, 0).match(try value.asText()) != nil
    }

    /// - Parameter offset: arguments between the pattern and its flags.
    private static func expression(_ arguments: CallArguments, _ offset: Int) throws -> RegularExpression {
        var options: RegularExpression.Options = []
        if try arguments.argument(offset + 1, "ignorecase").bool(or: false) { options.insert(.ignoreCase) }
        if try arguments.argument(offset + 2, "multiline").bool(or: false) { options.insert(.multiline) }
        return try RegularExpression(try arguments.argument(0, "rgx").text(or: ""), options: options)
    }

    /// None without a match; the groups as a tuple, or the whole match as the only one.
    private static func groups(_ match: Match?) -> Object {
        guard let match else { return .none }
        let groups = match.groups.map { $0.map(Object.string) ?? .none }
        return .tuple(groups.isEmpty ? [.string(match.text)] : groups)
    }
}
