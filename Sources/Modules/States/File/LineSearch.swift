import RegularExpressions
import Values

/// Whether lines are in a text already, white space aside, as `file.append` and `file.prepend` ask.
enum LineSearch {
    /// - Throws: when `chunk` can't be searched for.
    static func contains(_ chunk: String, in text: String) throws(RegularExpressionError) -> Bool {
        try RegularExpression(pattern(chunk), options: .multiline).search(text) != nil
    }

    private static func pattern(_ chunk: String) -> String {
        let space = "(?:[\\s]+)?"
        let lines = TextLines.bare(chunk).map { line in
            space + words(line).map(RegularExpression.escape).joined(separator: space) + space
        }
        return "^\(lines.joined())$"
    }

    /// The words of a line. White space between quotes is kept unless both kinds of quotes are in it.
    private static func words(_ line: String) -> [String] {
        let quote: Character? =
            if line.contains("'\\\"") { nil } else if line.contains("'") { "\"" } else if line.contains("\"") {
                "'"
            } else {
                nil
            }
        var words: [String] = []
        var word = ""
        var isQuoted = false
        for character in line {
            if isQuoted {
                word.append(character)
                guard character == quote else { continue }
                isQuoted = false
                words.append(word)
                word = ""
            } else if character == " " || character == "\t" || character == "\r" {
                if !word.isEmpty { words.append(word) }
                word = ""
            } else {
                isQuoted = word.isEmpty && character == quote
                word.append(character)
            }
        }
        return word.isEmpty ? words : words + [word]
    }
}
