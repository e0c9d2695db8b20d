import Jinja
import Model
import RegularExpressions
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
            let allowed = try patterns(arguments.argument(0, "whitelist"))
            let denied = try patterns(arguments.argument(1, "blacklist"))
            guard let text = value.text else { return .bool(allowed.isEmpty) }
            if try denied.contains(where: { try matches(text, $0) }) { return .bool(false) }
            return .bool(try allowed.isEmpty || allowed.contains { try matches(text, $0) })
        },
        "exactly_n_true": { value, arguments in
            let wanted = try arguments.argument(0, "amount").int(or: 1, "amount")
            return .bool(try value.elements().count(where: \.isTruthy) == wanted)
        },
        "exactly_one_true": { value, _ in .bool(try value.elements().count(where: \.isTruthy) == 1) },
    ]

    static func isList(_ value: Object) -> Bool { if case .list = value { true } else { false } }

    private static func patterns(_ argument: Object?) throws -> [String] {
        guard let argument, !argument.isNone else { return [] }
        if let text = argument.text { return text.split(separator: ",").map(String.init) }
        return try argument.elements().compactMap(\.scalarText)
    }

    /// Salt's `expr_match`: equal, or as a glob, or as a regular expression over the whole text.
    private static func matches(_ text: String, _ pattern: String) throws -> Bool {
        if text == pattern || Glob(pattern).matches(text) { return true }
        do {
            return try RegularExpression(pattern).fullMatch(text) != nil
        } catch {
            // What is no regular expression was meant as a glob.
            return false
        }
    }
}
