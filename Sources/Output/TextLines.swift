extension String {
    /// The lines as Python's `splitlines` finds them: a final newline ends the last line and starts none.
    var lines: [String] {
        guard !isEmpty else { return [] }
        var lines = split(omittingEmptySubsequences: false, whereSeparator: \.endsLine).map(String.init)
        if last?.endsLine == true { lines.removeLast() }
        return lines
    }

    /// With the escape character replaced, so that data can't steer the terminal.
    var withoutEscapes: String {
        utf8.contains(0x1B) ? String(map { $0 == "\u{1B}" ? "?" : $0 }) : self
    }

    var trimmingEnd: String {
        var text = Substring(self)
        while text.last?.isWhitespace == true { text.removeLast() }
        return String(text)
    }

    var trimmed: String { String(trimmingEnd.drop(while: \.isWhitespace)) }

    func padded(leftTo width: Int) -> String { String(repeating: " ", count: max(0, width - count)) + self }

    func padded(rightTo width: Int) -> String { self + String(repeating: " ", count: max(0, width - count)) }
}

extension Character {
    fileprivate var endsLine: Bool { isNewline || ("\u{1C}"..."\u{1E}").contains(self) }
}
