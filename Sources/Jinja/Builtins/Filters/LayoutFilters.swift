/// Filters that lay text out: `indent`, `truncate`, `wordwrap`, `filesizeformat`.
enum LayoutFilters {
    static let all: [String: Filter] = [
        "indent": Filter { value, arguments in
            let given = try arguments.bound(to: ["width", "first", "blank"], of: "indent")
            let indentation: String
            if let text = given[0], text.text != nil {
                indentation = try value.accepting(text)
            } else {
                indentation = String(repeating: " ", count: max(0, try given[0].int(or: 4, "width")))
            }
            guard let text = try value.defined().text else {
                throw Failure("unsupported operand type(s) for +=: '\(value.typeName)' and 'str'")
            }
            return value.like(
                indented(
                    text, by: indentation, first: try given[1].bool(or: false), blank: try given[2].bool(or: false)))
        },
        "truncate": Filter { value, arguments in
            let given = try arguments.bound(to: ["length", "killwords", "end", "leeway"], of: "truncate")
            let length = try given[0].int(or: 255, "length")
            let leeway = try given[3].int(or: 5, "leeway")
            guard let text = value.text else {
                guard try Iteration.length(value) > length + leeway else { return value }
                throw Failure("only a string can be truncated, not \(value.typeName)")
            }
            let end = given[2].flatMap { $0.isNone ? nil : $0 } ?? .string("...")
            let kept = try kept(
                of: text, to: length, cuttingWords: try given[1].bool(or: false),
                endLength: Text.count(try Representation.string(end)), leeway: leeway)
            return try value.like(kept.map { $0 + (try value.accepting(end)) } ?? text)
        },
        "wordwrap": Filter { value, arguments in
            let given = try arguments.bound(
                to: ["width", "break_long_words", "wrapstring", "break_on_hyphens"], of: "wordwrap")
            let wrapper = WordWrap(
                width: try given[0].int(or: 79, "width"), breaksLongWords: try given[1].bool(or: true),
                breaksOnHyphens: try given[3].bool(or: true))
            let separator = try given[2].text(or: "\n")
            guard let text = try value.defined().text else {
                throw Failure("'\(value.typeName)' object has no attribute 'splitlines'")
            }
            let lines = Text.lines(text)
            return .string(
                try lines.map { try wrapper.lines($0).joined(separator: separator) }.joined(separator: separator))
        },
        "filesizeformat": Filter { value, arguments in
            let given = try arguments.bound(to: ["binary"], of: "filesizeformat")
            let size = try NumberFilters.float(value)
            return .string(fileSize(size, isBinary: try given[0].bool(or: false)))
        },
    ]

    private static func indented(_ text: String, by indentation: String, first: Bool, blank: Bool) -> String {
        let lines = Text.lines(text + "\n")
        let rest = lines.dropFirst().map { blank || !$0.isEmpty ? indentation + $0 : $0 }
        let result = ([lines.first ?? ""] + rest).joined(separator: "\n")
        return first ? indentation + result : result
    }

    /// The beginning that is left with an end of `endLength` characters put on; nil where the text is short enough.
    private static func kept(
        of text: String, to length: Int, cuttingWords: Bool, endLength: Int, leeway: Int
    ) throws -> String? {
        guard length >= endLength else { throw Failure("expected length >= \(endLength), got \(length)") }
        guard leeway >= 0 else { throw Failure("expected leeway >= 0, got \(leeway)") }
        let scalars = Array(text.unicodeScalars)
        if scalars.count <= length + leeway { return nil }
        let cut = scalars.prefix(length - endLength)
        if cuttingWords { return Text.string(cut) }
        return Text.string(cut.lastIndex(of: " ").map { cut[..<$0] } ?? cut)
    }

    private static func fileSize(_ bytes: Double, isBinary: Bool) -> String {
        let base: Double = isBinary ? 1024 : 1000
        if bytes == 1 { return "1 Byte" }
        if bytes < base { return "\(Int(exactly: bytes.rounded(.towardZero)) ?? 0) Bytes" }
        var unit = base * base
        let letters = Array("kMGTPEZY")
        for (index, letter) in letters.enumerated() {
            if bytes < unit || index == letters.count - 1 {
                let prefix = isBinary ? "\(letter == "k" ? "K" : letter)iB" : "\(letter)B"
                return "\(NumberFormat.float(base * bytes / unit, "f", precision: 1)) \(prefix)"
            }
            unit *= base
        }
        return ""
    }
}
