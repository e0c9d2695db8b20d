import Jinja
import Values

/// Filters over text: shell quoting, paths, cases.
enum TextFilters {
    static let all: [String: TemplateFilter] = [
        "quote": { value, _ in .string(shellQuoted(try value.asText())) },
        "path_join": { value, arguments in
            var path = try value.asText()
            for part in arguments.positional { path = joined(path, try part.asText()) }
            return .string(path)
        },
        "to_snake_case": { value, _ in .string(snakeCase(try value.asText())) },
        "to_camelcase": { value, arguments in
            let isUpper = try arguments.argument(0, "uppercamel").bool(or: false)
            let words = try value.asText().split(separator: "_").map(String.init)
            let capitalized = words.map { $0.prefix(1).uppercased() + $0.dropFirst() }
            guard !isUpper, let first = words.first else { return .string(capitalized.joined()) }
            return .string(first + capitalized.dropFirst().joined())
        },
        "mac_str_to_bytes": { value, _ in .string(try value.asText().filter(\.isHexDigit)) },
    ]

    /// POSIX quoting, as Python's `shlex.quote`.
    static func shellQuoted(_ text: String) -> String {
        let safe = text.utf8.allSatisfy { byte in
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
            default: "@%+=:,./-_".utf8.contains(byte)
            }
        }
        if safe, !text.isEmpty { return text }
        return "'\(text.replacing("'", with: "'\"'\"'"))'"
    }

    /// Paths joined; unlike Python's, an absolute part stays below the path before it.
    static func joined(_ path: String, _ part: String) -> String {
        let part = part.drop { $0 == "/" }
        if path.isEmpty { return String(part) }
        return path.hasSuffix("/") ? path + part : "\(path)/\(part)"
    }

    private static func snakeCase(_ text: String) -> String {
        var result = ""
        for character in text {
            if character.isUppercase, !result.isEmpty, result.last != "_" { result += "_" }
            result += character.lowercased()
        }
        return result
    }
}
