import Values

/// Splits a line into words as a shell would, without expanding anything (Python's `shlex.split`).
enum ShellWords {
    /// - Throws: for a quote that is not closed.
    static func split(_ line: String) throws(Diagnostic) -> [String] {
        var words: [String] = []
        var word: String?
        var quote: Character?
        var isEscaped = false
        for character in line {
            if isEscaped {
                if quote == "\"", character != "\"", character != "\\" { word = (word ?? "") + "\\" }
                word = (word ?? "") + String(character)
                isEscaped = false
            } else if character == "\\", quote != "'" {
                isEscaped = true
            } else if let open = quote {
                if character == open { quote = nil } else { word = (word ?? "") + String(character) }
            } else if character == "'" || character == "\"" {
                quote = character
                word = word ?? ""
            } else if character.isWhitespace {
                if let done = word { words.append(done) }
                word = nil
            } else {
                word = (word ?? "") + String(character)
            }
        }
        if let quote { throw Diagnostic("the command '\(line)' has an open \(quote)") }
        if isEscaped { throw Diagnostic("the command '\(line)' ends with a backslash") }
        if let word { words.append(word) }
        return words
    }
}
