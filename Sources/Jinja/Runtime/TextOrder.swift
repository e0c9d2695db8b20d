/// The order of strings by code points, for sorting: most of what is sorted are texts, and many are in order already.
enum TextOrder {
    /// Whether all are strings in order. Ignoring case it is only answered for ASCII, whose letters have one other form.
    static func isSorted(_ keys: [Object], ignoringCase: Bool) -> Bool {
        var last = ""
        for key in keys {
            guard var next = key.plainText, !ignoringCase || Text.isASCII(next),
                last.withUTF8({ last in next.withUTF8 { compare(last, $0, ignoringCase) <= 0 } })
            else { return false }
            last = next
        }
        return true
    }

    /// Negative, zero or positive as `a` comes before, is equal to or comes after `b`.
    private static func compare(
        _ a: UnsafeBufferPointer<UInt8>, _ b: UnsafeBufferPointer<UInt8>, _ ignoringCase: Bool
    ) -> Int {
        for index in 0..<min(a.count, b.count) where a[index] != b[index] {
            let (x, y) = ignoringCase ? (lowered(a[index]), lowered(b[index])) : (a[index], b[index])
            if x != y { return Int(x) - Int(y) }
        }
        return a.count - b.count
    }

    private static func lowered(_ ascii: UInt8) -> UInt8 { ascii >= 0x41 && ascii <= 0x5A ? ascii + 0x20 : ascii }

    /// The places of the keys in sorted order where all are strings, else nil; ignoring case only for ASCII.
    static func order(of keys: [Object], reverse: Bool, ignoringCase: Bool) -> [Int]? {
        var prefixes: [UInt64] = []
        prefixes.reserveCapacity(keys.count)
        for key in keys {
            guard var text = key.plainText, !ignoringCase || Text.isASCII(text) else { return nil }
            prefixes.append(text.withUTF8 { prefix($0, ignoringCase) })
        }
        return keys.indices.sorted { a, b in
            if prefixes[a] != prefixes[b] { return (prefixes[a] < prefixes[b]) != reverse }
            guard case .string(var x) = keys[a], case .string(var y) = keys[b] else { return false }
            let order = x.withUTF8 { x in y.withUTF8 { y in compare(x, y, ignoringCase) } }
            return order == 0 ? a < b : (order < 0) != reverse
        }
    }

    /// The first eight bytes as a number in whose order the strings stand as far as it tells them apart.
    private static func prefix(_ text: UnsafeBufferPointer<UInt8>, _ ignoringCase: Bool) -> UInt64 {
        var result: UInt64 = 0
        for index in 0..<min(8, text.count) {
            let byte = ignoringCase ? lowered(text[index]) : text[index]
            result |= UInt64(byte) << UInt64(56 - 8 * index)
        }
        return result
    }
}

extension Object {
    /// The text of a string; nil for markup.
    fileprivate var plainText: String? { if case .string(let text) = self { text } else { nil } }
}
