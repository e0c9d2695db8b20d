/// A version of a Debian package, in the order of `deb-version(7)`.
package struct DebianVersion: Sendable, Comparable {
    private let epoch: Int
    private let upstream: Substring
    private let revision: Substring

    package init(_ text: String) {
        let colon = text.firstIndex(of: ":")
        epoch = colon.flatMap { Int(text[..<$0]) } ?? 0
        let rest = text[(colon.map { text.index(after: $0) } ?? text.startIndex)...]
        let dash = rest.lastIndex(of: "-")
        upstream = rest[..<(dash ?? rest.endIndex)]
        revision = dash.map { rest[rest.index(after: $0)...] } ?? ""
    }

    package static func == (left: DebianVersion, right: DebianVersion) -> Bool { left.order(right) == 0 }

    package static func < (left: DebianVersion, right: DebianVersion) -> Bool { left.order(right) < 0 }

    private func order(_ other: DebianVersion) -> Int {
        if epoch != other.epoch { return epoch - other.epoch }
        let order = Self.order(Array(upstream.utf8), Array(other.upstream.utf8))
        return order != 0 ? order : Self.order(Array(revision.utf8), Array(other.revision.utf8))
    }

    /// Parts without digits, by `weight`, in turn with numbers.
    private static func order(_ left: [UInt8], _ right: [UInt8]) -> Int {
        var (left, right) = (left[...], right[...])
        while !left.isEmpty || !right.isEmpty {
            while left.first.map({ !isDigit($0) }) ?? false || right.first.map({ !isDigit($0) }) ?? false {
                let difference = weight(left.first) - weight(right.first)
                if difference != 0 { return difference }
                left = left.dropFirst()
                right = right.dropFirst()
            }
            let (first, second) = (number(&left), number(&right))
            if first.count != second.count { return first.count - second.count }
            if first != second { return first.lexicographicallyPrecedes(second) ? -1 : 1 }
        }
        return 0
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

    /// The leading digits without zeros before them.
    private static func number(_ bytes: inout ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        let digits = bytes.prefix(while: isDigit)
        bytes = bytes.dropFirst(digits.count)
        return digits.drop { $0 == UInt8(ascii: "0") }
    }

    /// `~` comes before the end, letters before all else.
    private static func weight(_ byte: UInt8?) -> Int {
        guard let byte, !isDigit(byte) else { return 0 }
        if byte == UInt8(ascii: "~") { return -1 }
        let isLetter =
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
        return isLetter ? Int(byte) : Int(byte) + 256
    }
}
