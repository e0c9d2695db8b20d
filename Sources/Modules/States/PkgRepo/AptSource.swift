import Values

/// A repository as apt's files have it, on one line or as a paragraph of fields.
package struct AptSource: Sendable, Hashable {
    var isDisabled = false
    var types: [String]
    var architectures: [String] = []
    var signedBy: String?
    var isTrusted = false
    /// What else stands between the brackets.
    var options: [String] = []
    var uris: [String]
    var suites: [String]
    var components: [String]
    var comment: String?

    /// From a line: `deb [arch=amd64 signed-by=/KEY] URI SUITE COMPONENT ...`, disabled behind a `#`. Nil for what is none.
    init?(line: String) {
        var text = line.trimmed
        isDisabled = text.hasPrefix("#")
        if isDisabled { text = String(text.drop { $0 == "#" || $0 == " " }) }
        if let mark = text.firstIndex(of: "#") {
            comment = String(text[text.index(after: mark)...]).trimmed
            text = String(text[..<mark])
        }
        var words = Self.words(text)
        guard let type = words.first, ["deb", "deb-src"].contains(type), words.count > 2 else { return nil }
        types = [type]
        words.removeFirst()
        var given: [Substring] = []
        if let brackets = words.first, brackets.hasPrefix("[") {
            given = brackets.dropFirst().dropLast().split(separator: " ")
            words.removeFirst()
        }
        guard words.count > 1 else { return nil }
        uris = [words[0]]
        suites = [words[1]]
        components = Array(words.dropFirst(2))
        for option in given { take(option) }
    }

    private mutating func take(_ option: Substring) {
        let halves = option.split(separator: "=", maxSplits: 1).map(String.init)
        switch (halves.first ?? "", halves.count > 1 ? halves[1] : "") {
        case ("arch", let value): architectures = value.split(separator: ",").map(String.init)
        case ("signed-by", let value): signedBy = value
        case ("trusted", let value): isTrusted = value == "yes"
        default: options.append(String(option))
        }
    }

    /// Words, of which one in brackets may have blanks.
    private static func words(_ text: String) -> [String] {
        var words: [String] = []
        var depth = 0
        for word in text.split(whereSeparator: \.isWhitespace) {
            if depth > 0 { words[words.count - 1] += " " + word } else { words.append(String(word)) }
            depth += word.count(where: { $0 == "[" }) - word.count(where: { $0 == "]" })
        }
        return words
    }

    /// From the fields of a paragraph.
    init(fields: AptParagraph) {
        func list(_ name: String) -> [String] {
            fields[name]?.split(whereSeparator: \.isWhitespace).map(String.init) ?? []
        }
        isDisabled = fields["Enabled"].map { ["no", "false", "0", "off"].contains($0.lowercased()) } ?? false
        types = list("Types")
        architectures = list("Architectures")
        signedBy = fields["Signed-By"]
        isTrusted = fields["Trusted"].map { ["yes", "true", "1", "on"].contains($0.lowercased()) } ?? false
        uris = list("URIs")
        suites = list("Suites")
        components = list("Components")
    }

    var line: String {
        var options = self.options
        if isTrusted { options.insert("trusted=yes", at: 0) }
        if let signedBy { options.insert("signed-by=\(signedBy)", at: 0) }
        if !architectures.isEmpty { options.insert("arch=\(architectures.joined(separator: ","))", at: 0) }
        var words = isDisabled ? ["#"] : []
        words.append(types.first ?? "deb")
        if !options.isEmpty { words.append("[\(options.joined(separator: " "))]") }
        words += [uris.first ?? "", suites.first ?? ""] + components
        if let comment, !comment.isEmpty { words.append("#\(comment)") }
        return words.joined(separator: " ")
    }

    private static func plain(_ uri: String) -> String { String(uri.reversed().drop { $0 == "/" }.reversed()) }

    /// Whether a wish is about this repository, whatever its components.
    func isAbout(_ wish: AptSource) -> Bool {
        types.contains(wish.types[0]) && uris.map(Self.plain).contains(Self.plain(wish.uris[0]))
            && suites.contains(wish.suites[0])
    }

    /// Whether nothing of a wish is missing.
    func fulfils(_ wish: AptSource) -> Bool {
        isDisabled == wish.isDisabled && Set(components) == Set(wish.components)
            && Set(architectures) == Set(wish.architectures) && (signedBy ?? "") == (wish.signedBy ?? "")
            && isTrusted == wish.isTrusted && uris.contains(wish.uris[0])
            && (wish.comment == nil || comment == wish.comment)
    }

    /// As `changes` tell it.
    var shown: ValueMap {
        [
            "comps": .strings(components), "disabled": .bool(isDisabled), "dist": Value(suites.first),
            "suites": .strings(suites), "type": Value(types.first), "types": .strings(types), "uri": Value(uris.first),
            "uris": .strings(uris), "line": .string(line), "architectures": .strings(architectures),
            "signedby": .string(signedBy ?? ""),
        ]
    }
}
