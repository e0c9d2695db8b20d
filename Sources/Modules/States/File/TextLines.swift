/// Lines as Python's `splitlines` and `readlines` find them.
enum TextLines {
    /// Without their ends; a final newline starts no further line.
    static func bare(_ text: String) -> [String] {
        guard !text.isEmpty else { return [] }
        var lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).map(String.init)
        if text.last?.isNewline == true { lines.removeLast() }
        return lines
    }

    /// With their ends, cut after `\n` only.
    static func whole(_ text: String) -> [String] { UnifiedDiff.lines(text).map(String.init) }
}
