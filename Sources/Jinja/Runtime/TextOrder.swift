/// The order of strings by code points, for sorting: most of what is sorted are texts, and many are in order already.
enum TextOrder {
    /// Up to this many items are put in their places one by one.
    private static let few = 16

    /// Whether all are strings in order. Ignoring case it is only answered for ASCII, whose letters have one other form.
    static func isSorted(_ keys: [Object], ignoringCase: Bool) -> Bool {
        var last = ""
        for key in keys {
            guard case .string(let next) = key, !ignoringCase || Text.isASCII(next),
                compare(last, next, ignoringCase) <= 0
            else { return false }
            last = next
        }
        return true
    }

    /// A few strings in order; nil where there are many, or others, and ignoring case where one is not ASCII.
    static func sorted(few items: [Object], reverse: Bool, ignoringCase: Bool) -> [Object]? {
        guard items.count <= few else { return nil }
        for item in items {
            guard case .string(let text) = item, !ignoringCase || Text.isASCII(text) else { return nil }
        }
        var sorted = items
        for index in sorted.indices.dropFirst() {
            var place = index
            while place > 0, isAfter(sorted[place - 1], sorted[place], reverse, ignoringCase) {
                sorted.swapAt(place - 1, place)
                place -= 1
            }
        }
        return sorted
    }

    private static func isAfter(_ a: Object, _ b: Object, _ reverse: Bool, _ ignoringCase: Bool) -> Bool {
        guard case .string(let a) = a, case .string(let b) = b else { return false }
        let order = compare(a, b, ignoringCase)
        return reverse ? order < 0 : order > 0
    }

    private static func compare(_ a: String, _ b: String, _ ignoringCase: Bool) -> Int {
        a.withBytes { a in b.withBytes { b in compare(a, b, ignoringCase) } }
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

    /// A key while it is sorted: its first bytes as a number in whose order the strings stand as far as it tells them apart.
    private struct Entry {
        let prefix: UInt64
        let length: Int
        let place: Int
    }

    /// The places of the keys in sorted order where all are strings, else nil; ignoring case only for ASCII.
    static func order(of keys: [Object], reverse: Bool, ignoringCase: Bool) -> [Int]? {
        var entries: [Entry] = []
        entries.reserveCapacity(keys.count)
        for place in keys.indices {
            guard case .string(let text) = keys[place], !ignoringCase || Text.isASCII(text) else { return nil }
            let first = text.withBytes { prefix($0, ignoringCase) }
            entries.append(Entry(prefix: first, length: text.utf8.count, place: place))
        }
        entries.sort { a, b in
            if a.prefix != b.prefix { return (a.prefix < b.prefix) != reverse }
            var order = a.length - b.length
            if a.length > 8, b.length > 8, case .string(let x) = keys[a.place], case .string(let y) = keys[b.place] {
                order = compare(x, y, ignoringCase)
            }
            return order == 0 ? a.place < b.place : (order < 0) != reverse
        }
        return entries.map(\.place)
    }

    private static func prefix(_ text: UnsafeBufferPointer<UInt8>, _ ignoringCase: Bool) -> UInt64 {
        var result: UInt64 = 0
        for index in 0..<min(8, text.count) {
            let byte = ignoringCase ? lowered(text[index]) : text[index]
            result |= UInt64(byte) << UInt64(56 - 8 * index)
        }
        return result
    }
}
