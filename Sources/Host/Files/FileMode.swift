package import Values

/// Permission bits as states write them: `644`, `'0644'` and `0o644` are the same, and are shown as `0644`.
package struct FileMode: Sendable, Hashable, CustomStringConvertible {
    package let bits: UInt32

    package init(bits: UInt32) { self.bits = bits & 0o7777 }

    /// A number is taken by its digits, since `mode: 0644` reaches a state as 644. Nil for what is no octal mode.
    package init?(_ value: Value) {
        guard var text = value.scalarText else { return nil }
        text = text.trimming { $0 == "\"" || $0 == "'" || $0 == " " }
        if text.hasPrefix("0o") { text.removeFirst(2) }
        guard let bits = UInt32(text, radix: 8), bits <= 0o7777 else { return nil }
        self.init(bits: bits)
    }

    package var description: String {
        let digits = String(bits, radix: 8)
        return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }

    /// The mode of a directory that holds files of this mode: whoever may read or write may also enter.
    package var forDirectories: FileMode {
        var result = bits
        for shift: UInt32 in [0, 3, 6] where bits >> shift & 0o7 != 0 { result |= 0o1 << shift }
        return FileMode(bits: result)
    }
}

extension String {
    fileprivate func trimming(_ isUnwanted: (Character) -> Bool) -> String {
        var rest = self[...]
        while let first = rest.first, isUnwanted(first) { rest.removeFirst() }
        while let last = rest.last, isUnwanted(last) { rest.removeLast() }
        return String(rest)
    }
}
