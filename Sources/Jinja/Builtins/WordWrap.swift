import RegularExpressions

/// Python's `textwrap.wrap` for one paragraph, without expanding tabs or replacing white space.
struct WordWrap {
    let width: Int
    let breaksLongWords: Bool
    let breaksOnHyphens: Bool

    private static let spaces = #"([\t\n\x0b\x0c\r ]+)"#

    func lines(_ text: String) throws -> [String] {
        guard width > 0 else { throw Failure("invalid width \(width) (must be > 0)") }
        var chunks = Array(try chunks(text).reversed())
        var lines: [String] = []
        while !chunks.isEmpty {
            var line: [String] = []
            var length = 0
            if isBlank(chunks[chunks.count - 1]), !lines.isEmpty { chunks.removeLast() }
            while let chunk = chunks.last, length + Text.count(chunk) <= width {
                line.append(chunk)
                length += Text.count(chunk)
                chunks.removeLast()
            }
            if let long = chunks.last, Text.count(long) > width {
                breakLong(long, &chunks, &line, room: width - length)
            }
            if let last = line.last, isBlank(last) { line.removeLast() }
            if !line.isEmpty { lines.append(line.joined()) }
        }
        return lines
    }

    private func isBlank(_ text: String) -> Bool { text.unicodeScalars.allSatisfy(Text.isSpace) }

    private func breakLong(_ long: String, _ chunks: inout [String], _ line: inout [String], room: Int) {
        guard breaksLongWords else {
            if line.isEmpty { line.append(chunks.removeLast()) }
            return
        }
        let scalars = Array(long.unicodeScalars)
        // With no room left nothing is put on the line, and its last space stays: so does Python's.
        var end = room
        if breaksOnHyphens, scalars.count > room,
            let hyphen = scalars[..<room].lastIndex(of: "-"), hyphen > 0,
            scalars[..<hyphen].contains(where: { $0 != "-" })
        {
            end = hyphen + 1
        }
        line.append(Text.string(scalars.prefix(end)))
        chunks[chunks.count - 1] = Text.string(scalars.dropFirst(end))
    }

    /// The text cut at every place where a line may end.
    private func chunks(_ text: String) throws -> [String] {
        if !breaksOnHyphens {
            return try RegularExpression(Self.spaces).split(text).compactMap { $0 }.filter { !$0.isEmpty }
        }
        return Self.chunksAtHyphens(Array(text.unicodeScalars))
    }

    /// Words, runs of white space, dashes between words, and words cut after a hyphen between letters.
    private static func chunksAtHyphens(_ scalars: [Unicode.Scalar]) -> [String] {
        var chunks: [String] = []
        var index = 0
        while index < scalars.count {
            let start = index
            if Text.isSpace(scalars[index]) {
                while index < scalars.count, Text.isSpace(scalars[index]) { index += 1 }
            } else if let end = dash(scalars, index) {
                index = end
            } else {
                index += 1
                while index < scalars.count, !endsWord(scalars, index, start) { index += 1 }
            }
            chunks.append(Text.string(scalars[start..<index]))
        }
        return chunks
    }

    private static func isLetter(_ scalars: [Unicode.Scalar], _ index: Int) -> Bool {
        guard scalars.indices.contains(index) else { return false }
        return CharacterClass.isWord(scalars[index]) && !CharacterClass.isDecimal(scalars[index])
    }

    private static func isWordEnd(_ scalar: Unicode.Scalar) -> Bool {
        CharacterClass.isWord(scalar) || "!\"'&.,?".unicodeScalars.contains(scalar)
    }

    /// The end of `--` between words.
    private static func dash(_ scalars: [Unicode.Scalar], _ start: Int) -> Int? {
        guard start > 0, isWordEnd(scalars[start - 1]) else { return nil }
        var end = start
        while end < scalars.count, scalars[end] == "-" { end += 1 }
        return end - start >= 2 && end < scalars.count && CharacterClass.isWord(scalars[end]) ? end : nil
    }

    private static func endsWord(_ scalars: [Unicode.Scalar], _ index: Int, _ start: Int) -> Bool {
        if Text.isSpace(scalars[index]) || dash(scalars, index) != nil { return true }
        guard scalars[index - 1] == "-", isLetter(scalars, index) else { return false }
        let afterTwo = isLetter(scalars, index - 2) && isLetter(scalars, index - 3)
        let afterHyphenated =
            isLetter(scalars, index - 2) && index >= 4 && scalars[index - 3] == "-" && isLetter(scalars, index - 4)
        guard afterTwo || afterHyphenated else { return false }
        return isLetter(scalars, index + 1)
            || (index + 1 < scalars.count && scalars[index + 1] == "-" && isLetter(scalars, index + 2))
    }
}
