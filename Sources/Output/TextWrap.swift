/// Fills lines as Python's `textwrap` does: at white space, after a hyphen between letters, or anywhere in a word that
/// is longer than a line.
struct TextWrap {
    let width: Int
    let indent: Int

    func fill(_ text: String) -> String {
        let margin = String(repeating: " ", count: indent)
        return lines(text).map { margin + $0 }.joined(separator: "\n")
    }

    private func lines(_ text: String) -> [String] {
        var chunks = Self.chunks(text)[...]
        var lines: [String] = []
        let room = max(1, width - indent)
        while !chunks.isEmpty {
            if !lines.isEmpty, chunks.first?.first == " " { chunks.removeFirst() }
            var line = ""
            while let chunk = chunks.first, line.count + chunk.count <= room {
                line += chunk
                chunks.removeFirst()
            }
            if let chunk = chunks.first, chunk.count > room {
                let part = Self.head(of: chunk, room: room - line.count)
                line += part
                chunks[chunks.startIndex] = String(chunk.dropFirst(part.count))
            }
            line = line.trimmingEnd
            if !line.isEmpty { lines.append(line) }
        }
        return lines
    }

    /// As much of a long word as there is room for, ending after a hyphen if it has one there.
    private static func head(of word: String, room: Int) -> Substring {
        let head = word.prefix(max(1, room))
        guard let hyphen = head.lastIndex(of: "-"), head[..<hyphen].contains(where: { $0 != "-" }) else { return head }
        return head[...hyphen]
    }

    /// Runs of spaces, and words taken apart after their hyphens.
    private static func chunks(_ text: String) -> [String] {
        var chunks: [String] = []
        let characters = Array(text).map { $0.isWhitespace ? " " : $0 }
        for (index, character) in characters.enumerated() {
            let before = index > 0 ? characters[index - 1] : " "
            if index > 0, (before == " ") == (character == " "), !breaks(characters, before: index) {
                chunks[chunks.count - 1].append(character)
            } else {
                chunks.append(String(character))
            }
        }
        return chunks
    }

    /// Whether a word may be broken before `index`: after two letters and a hyphen, before two letters.
    private static func breaks(_ text: [Character], before index: Int) -> Bool {
        guard index >= 3, text[index - 1] == "-", text[index - 2].isLetter, text[index - 3].isLetter,
            index + 1 < text.count, text[index].isLetter
        else { return false }
        return text[index + 1].isLetter || text[index + 1] == "-" && index + 2 < text.count && text[index + 2].isLetter
    }
}
