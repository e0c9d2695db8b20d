/// MarkupSafe's escaping.
enum HTML {
    static func escaped(_ text: String) -> String {
        guard text.utf8.contains(where: { $0 == 38 || $0 == 60 || $0 == 62 || $0 == 34 || $0 == 39 }) else {
            return text
        }
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": result.append(contentsOf: "&amp;".unicodeScalars)
            case "<": result.append(contentsOf: "&lt;".unicodeScalars)
            case ">": result.append(contentsOf: "&gt;".unicodeScalars)
            case "'": result.append(contentsOf: "&#39;".unicodeScalars)
            case "\"": result.append(contentsOf: "&#34;".unicodeScalars)
            default: result.append(scalar)
            }
        }
        return String(result)
    }

    static func escaped(_ object: Object) throws -> Object {
        if case .markup = object { return object }
        return .markup(escaped(try Representation.string(object)))
    }
}

extension Object {
    /// Text that a filter made from this one: escaped already where this was.
    func like(_ text: String) -> Object { if case .markup = self { .markup(text) } else { .string(text) } }

    /// A text that a filter puts into this one: escaped where this is.
    func accepting(_ text: Object) throws -> String {
        guard case .markup = self else { return try Representation.string(text) }
        return try Representation.string(try HTML.escaped(text))
    }
}
