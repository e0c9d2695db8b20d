import RegularExpressions

/// `urlize`: links and mail addresses in text become HTML links.
struct Urlize {
    private let limit: Int?
    private let relations: String
    private let target: String
    private let schemes: [String]

    private static let web =
        #"^((https?://|www\.)(([\w%-]+\.)+)?(?!\.)([a-z]{2,63}|xn--[\w%]{2,59})|([\w%-]{2,63}\.)+(com|net|int|edu|gov|org|info|mil)|(https?://)((([\d]{1,3})(\.[\d]{1,3}){3})|(\[([\da-f]{0,4}:){2}([\da-f]{0,4}:?){1,6}\])))(?::[\d]{1,5})?(?:[/?#]\S*)?$"#
    private static let mail = #"^\S+@\w[\w.-]*\.\w+$"#

    init(_ given: [Object?]) throws {
        limit = try given[0].flatMap { $0.isNone ? nil : try Optional($0).int(or: 0, "trim_url_limit") }
        var relations = Set(try given[3].text(or: "").split(separator: " ").map(String.init))
        if try given[1].bool(or: false) { relations.insert("nofollow") }
        relations.insert("noopener")
        self.relations = " rel=\"\(HTML.escaped(relations.sorted().joined(separator: " ")))\""
        let target = try given[2].text(or: "")
        self.target = target.isEmpty ? "" : " target=\"\(HTML.escaped(target))\""
        let extra = try given[4].flatMap { $0.isNone ? nil : try Iteration.items($0) } ?? []
        schemes = try extra.map { scheme in
            let text = try Representation.string(scheme)
            guard try RegularExpression(#"([\w.+-]{2,}:(/){0,2})"#).fullMatch(text) != nil else {
                throw Failure("\(Representation.quoted(text)) is not a valid URI scheme prefix.", kind: .syntax)
            }
            return text
        }
    }

    func text(_ text: String) throws -> String {
        let web = try RegularExpression(Self.web, options: .ignoreCase)
        let mail = try RegularExpression(Self.mail)
        return try RegularExpression(#"(\s+)"#).split(HTML.escaped(text)).compactMap { $0 }.map { word in
            try linked(word, web, mail)
        }.joined()
    }

    private func linked(_ word: String, _ web: RegularExpression, _ mail: RegularExpression) throws -> String {
        var head = ""
        var middle = word
        var tail = ""
        if let match = try RegularExpression("^([(<]|&lt;)+").search(middle) {
            head = match.text
            middle = String(middle.utf8.dropFirst(match.range.upperBound)) ?? middle
        }
        if let last = middle.unicodeScalars.last, ")>.,\n".unicodeScalars.contains(last) || middle.hasSuffix("&gt;"),
            let match = try RegularExpression(#"([)>.,\n]|&gt;)+$"#).search(middle)
        {
            tail = match.text
            middle = String(middle.utf8.prefix(match.range.lowerBound)) ?? middle
        }
        for (open, close) in [("(", ")"), ("<", ">"), ("&lt;", "&gt;")] {
            (middle, tail) = Self.balanced(middle, tail, open, close)
        }
        return head + (try link(middle, web, mail)) + tail
    }

    /// Closing brackets that belong to one inside the link go back to it.
    private static func balanced(_ middle: String, _ tail: String, _ open: String, _ close: String) -> (String, String)
    {
        func count(_ part: String, _ text: String) -> Int {
            Text.replaced(text, part, with: part + "\u{0}").utf8.count - text.utf8.count
        }
        var middle = middle
        var tail = tail
        var missing = min(count(open, middle) - count(close, middle), count(close, tail))
        while missing > 0, let found = Text.find(Array(close.utf8), in: Array(tail.utf8)) {
            let end = found + close.utf8.count
            let bytes = Array(tail.utf8)
            middle += Text.string(bytes[..<end])
            tail = Text.string(bytes[end...])
            missing -= 1
        }
        return (middle, tail)
    }

    private func link(_ word: String, _ web: RegularExpression, _ mail: RegularExpression) throws -> String {
        func anchor(_ address: String, _ label: String) -> String {
            "<a href=\"\(address)\"\(relations)\(target)>\(label)</a>"
        }
        if try web.match(word) != nil {
            let hasScheme = word.hasPrefix("https://") || word.hasPrefix("http://")
            return anchor(hasScheme ? word : "https://\(word)", trimmed(word))
        }
        if word.hasPrefix("mailto:"), try mail.match(String(word.dropFirst(7))) != nil {
            return "<a href=\"\(word)\">\(word.dropFirst(7))</a>"
        }
        if word.contains("@"), !word.hasPrefix("www."), !word.contains(":"), try mail.match(word) != nil {
            return "<a href=\"mailto:\(word)\">\(word)</a>"
        }
        if let scheme = schemes.first(where: { word.hasPrefix($0) }), word != scheme { return anchor(word, word) }
        return word
    }

    private func trimmed(_ text: String) -> String {
        let scalars = Array(text.unicodeScalars)
        guard let limit, scalars.count > limit else { return text }
        return Text.string(scalars.prefix(max(0, limit))) + "..."
    }
}
