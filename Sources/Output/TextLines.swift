extension String {
    /// The lines as Python's `splitlines` finds them: a final newline ends the last line and starts none.
    var lines: [String] {
        guard !isEmpty else { return [] }
        var lines = split(omittingEmptySubsequences: false, whereSeparator: \.endsLine).map(String.init)
        if last?.endsLine == true { lines.removeLast() }
        return lines
    }

    /// As one line in which each control character (C0, DEL, C1) is a `?`: what comes from minions must not command the
    /// terminal.
    package var printable: String { String(UnicodeScalarView(unicodeScalars.map { $0.isControl ? "?" : $0 })) }

    /// The same for text of several lines: tabs stay, and whatever ends a line is a line feed.
    var printableLines: String {
        guard hasControls else { return self }
        return String(
            flatMap { character -> String in
                if character == "\t" { return "\t" }
                return character.endsLine ? "\n" : String(character).printable
            })
    }

    /// Whether there is a control character that is neither a line feed nor a tab.
    var hasControls: Bool {
        var last: UInt8 = 0
        for byte in utf8 {
            if byte < 0x20 ? byte != 0x0A && byte != 0x09 : byte == 0x7F { return true }
            // The C1 controls are 0xC2 and then 0x80 to 0x9F.
            if last == 0xC2, byte < 0xA0 { return true }
            last = byte
        }
        return false
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

extension Unicode.Scalar {
    /// Unicode's category Cc.
    fileprivate var isControl: Bool { value < 0x20 || (0x7F...0x9F).contains(value) }
}

extension Character {
    fileprivate var endsLine: Bool { isNewline || ("\u{1C}"..."\u{1E}").contains(self) }
}
