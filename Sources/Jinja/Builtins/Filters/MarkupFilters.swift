import Values

/// Filters for HTML, XML, URLs and JSON.
enum MarkupFilters {
    private static let escape = Filter { value, _ in
        value.isNothing ? .markup("") : try HTML.escaped(try value.defined())
    }

    static let all: [String: Filter] = [
        "e": escape,
        "escape": escape,
        "forceescape": Filter { value, _ in .markup(HTML.escaped(try Representation.string(value))) },
        "safe": Filter { value, _ in .markup(try Representation.string(value)) },
        "striptags": Filter { value, _ in .string(HTML.strippedTags(try Representation.string(value))) },
        "urlencode": Filter { value, _ in
            value.isNothing ? .string("") : .string(try urlEncoded(try value.defined()))
        },
        "urlize": Filter { value, arguments in
            let given = try arguments.bound(
                to: ["trim_url_limit", "nofollow", "target", "rel", "extra_schemes"], of: "urlize")
            return .string(try Urlize(given).text(try Representation.string(value)))
        },
        "xmlattr": Filter { value, arguments in
            let given = try arguments.bound(to: ["autospace"], of: "xmlattr")
            return .string(try attributes(value, leadingSpace: try given[0].bool(or: true)))
        },
        "tojson": Filter { value, arguments in
            let given = try arguments.bound(to: ["indent"], of: "tojson")
            let indent = try given[0].flatMap { $0.isNone ? nil : try Optional($0).int(or: 0, "indent") }
            var writer = ScriptJSON(indent: indent)
            try writer.write(value, level: 0)
            return .markup(writer.text)
        },
    ]

    private static func urlEncoded(_ value: Object) throws -> String {
        if value.text == nil, Iteration.isIterable(value) {
            var pairs: [(Object, Object)] = []
            if case .dict(let dict) = value {
                pairs = Array(zip(dict.keys, dict.values))
            } else {
                pairs = try Iteration.items(value).map { pair in
                    let items = try Iteration.unpacked(pair, count: 2)
                    return (items[0], items[1])
                }
            }
            return try pairs.map { key, value in
                try HTML.urlQuoted(Representation.string(key), forQuery: true) + "="
                    + HTML.urlQuoted(Representation.string(value), forQuery: true)
            }.joined(separator: "&")
        }
        return HTML.urlQuoted(try Representation.string(value))
    }

    private static func attributes(_ value: Object, leadingSpace: Bool) throws -> String {
        guard case .dict(let dict) = try value.defined() else {
            throw Failure("'\(value.typeName)' object has no attribute 'items'")
        }
        var parts: [String] = []
        for (key, value) in zip(dict.keys, dict.values) where !value.isNone && !value.isUndefined {
            guard let name = key.text else {
                throw Failure("expected string or bytes-like object, got '\(key.typeName)'")
            }
            if name.utf8.contains(where: { " \t\n\r\u{0B}\u{0C}/>=".utf8.contains($0) }) {
                throw Failure("Invalid character in attribute name: \(Representation.quoted(name))")
            }
            parts.append("\(HTML.escaped(name))=\"\(try HTML.escaped(value).text ?? "")\"")
        }
        let text = parts.joined(separator: " ")
        return leadingSpace && !text.isEmpty ? " " + text : text
    }
}
