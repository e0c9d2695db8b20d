import Jinja
import Values

/// Filters over text: shell quoting, paths, cases.
enum TextFilters {
    static let all: [String: TemplateFilter] = [
        "quote": { value, _ in .string(shellQuoted(try value.asText())) },
        "path_join": { value, arguments in
            var path = try value.asText()
            for part in arguments.positional { path = joined(path, try part.asText()) }
            return .string(normalized(path))
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

    /// Python's `posixpath.normpath`.
    private static func normalized(_ path: String) -> String {
        let isAbsolute = path.hasPrefix("/")
        var parts: [Substring] = []
        for part in path.split(separator: "/") where part != "." {
            if part != ".." {
                parts.append(part)
            } else if let last = parts.last, last != ".." {
                parts.removeLast()
            } else if !isAbsolute {
                parts.append(part)
            }
        }
        let rest = parts.joined(separator: "/")
        return isAbsolute ? "/" + rest : rest.isEmpty ? "." : rest
    }

    /// A word begins at an upper-case letter that follows a lower-case one or a digit, or that a lower-case one follows.
    private static func snakeCase(_ text: String) -> String {
        let letters = Array(text)
        var result = ""
        for (index, letter) in letters.enumerated() {
            if letter.isUppercase, index > 0, letters[index - 1] != "_" {
                let before = letters[index - 1]
                let followsSmall = before.isLowercase || before.isNumber
                if followsSmall || (index + 1 < letters.count && letters[index + 1].isLowercase) { result += "_" }
            }
            result += letter.lowercased()
        }
        return result
    }
}
