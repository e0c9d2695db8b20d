/// Splits a command line into words as a POSIX shell does, without expansions (Python's `shlex.split`).
enum ShellWords {
    static func split(_ text: String) throws(ArgumentRefusal) -> [String] {
        var words: [String] = []
        var word: String?
        var quote: Character?
        var rest = Substring(text)
        while let character = rest.popFirst() {
            if let open = quote {
                if character == open {
                    quote = nil
                } else if open == "\"", character == "\\", let next = rest.first, next == "\"" || next == "\\" {
                    word = (word ?? "") + String(rest.removeFirst())
                } else {
                    word = (word ?? "") + String(character)
                }
            } else if character == "'" || character == "\"" {
                quote = character
                word = word ?? ""
            } else if character == "\\" {
                guard let next = rest.popFirst() else {
                    throw ArgumentRefusal("nothing follows the last backslash in '\(text)'")
                }
                word = (word ?? "") + String(next)
            } else if character.isWhitespace {
                if let finished = word { words.append(finished) }
                word = nil
            } else {
                word = (word ?? "") + String(character)
            }
        }
        if quote != nil { throw ArgumentRefusal("a quotation is not closed in '\(text)'") }
        if let word { words.append(word) }
        return words
    }
}
