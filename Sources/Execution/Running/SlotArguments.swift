import Values

/// The arguments of a call written as `(a, 'b c', key="value")`: all texts; quotes, brackets and `\` as in a shell word.
struct SlotArguments {
    private(set) var arguments: [Value] = []
    private(set) var keywords: ValueMap = [:]
    /// What follows the closing parenthesis.
    private(set) var rest: Substring = ""

    /// - Parameter text: what follows the opening parenthesis.
    /// - Returns: nil when the parenthesis, a bracket or a quote is never closed.
    init?(_ text: Substring) {
        var left = text
        var word: String?
        var key: String?
        var depth = 0
        var quote: Character?
        while let character = left.popFirst() {
            if let open = quote {
                if character == open {
                    quote = nil
                } else if character == "\\", let escaped = left.popFirst() {
                    word = (word ?? "") + (escaped == open || escaped == "\\" ? "" : "\\") + String(escaped)
                } else {
                    word = (word ?? "") + String(character)
                }
                continue
            }
            switch character {
            case "'", "\"":
                quote = character
                word = word ?? ""
            case ",", ")":
                if depth > 0 { fallthrough }
                add(word, to: key)
                if character == ")" {
                    rest = left
                    return
                }
                word = nil
                key = nil
            case "(", "[", "{", "]", "}":
                depth += "([{".contains(character) ? 1 : character == "," ? 0 : -1
                word = (word ?? "") + String(character)
            case "=" where depth == 0 && key == nil:
                key = word ?? ""
                word = nil
            case _ where character.isWhitespace: continue
            default: word = (word ?? "") + String(character)
            }
        }
        return nil
    }

    private mutating func add(_ word: String?, to key: String?) {
        if let key {
            keywords[key] = .string(word ?? "")
        } else if let word {
            arguments.append(.string(word))
        }
    }
}
