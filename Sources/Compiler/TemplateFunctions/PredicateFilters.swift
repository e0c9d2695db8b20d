import Jinja
import Model
import Values

/// Filters that answer yes or no.
enum PredicateFilters {
    static let all: [String: TemplateFilter] = [
        "is_list": { value, _ in .bool(isList(value)) },
        "is_iter": { value, _ in
            switch value {
            case .list, .tuple, .dict: .bool(true)
            case .dynamic(let object): .bool(object.isSequence || object.isMapping)
            default: .bool(false)
            }
        },
        "is_hex": { value, _ in
            let digits = try value.asText().lowercased()
            let body = digits.hasPrefix("0x") ? digits.dropFirst(2) : digits[...]
            return .bool(!body.isEmpty && body.allSatisfy(\.isHexDigit))
        },
        "contains_whitespace": { value, _ in .bool(try value.asText().contains(where: \.isWhitespace)) },
        "substring_in_list": { value, arguments in
            let text = try value.asText()
            let list = try (arguments.argument(0, "lst") ?? .list([])).elements()
            return .bool(list.contains { $0.scalarText?.contains(text) == true })
        },
        "check_whitelist_blacklist": { value, arguments in
            let text = try value.asText()
            let allowed = try patterns(arguments.argument(0, "whitelist"))
            let denied = try patterns(arguments.argument(1, "blacklist"))
            if denied.contains(where: { $0.matches(text) }) { return .bool(false) }
            return .bool(allowed.isEmpty || allowed.contains { $0.matches(text) })
        },
        "exactly_n_true": { value, arguments in
            let wanted = try arguments.argument(0, "amount").int(or: 1, "amount")
            return .bool(try value.elements().count(where: \.isTruthy) == wanted)
        },
        "exactly_one_true": { value, _ in .bool(try value.elements().count(where: \.isTruthy) == 1) },
    ]

    static func isList(_ value: Object) -> Bool { if case .list = value { true } else { false } }

    private static func patterns(_ argument: Object?) throws -> [Glob] {
        guard let argument, !argument.isNone else { return [] }
        if let text = argument.text { return text.split(separator: ",").map { Glob(String($0)) } }
        return try argument.elements().compactMap(\.scalarText).map { Glob($0) }
    }
}
