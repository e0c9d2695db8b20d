/// `split`, `rsplit`, `partition`.
enum StringSplitting {
    static func split(_ text: String, _ separator: String?, limit: Int, fromRight: Bool) throws -> [String] {
        guard let separator else { return words(text, limit: limit, fromRight: fromRight) }
        guard !separator.isEmpty else { throw Failure("empty separator") }
        let needle = Array(separator.utf8)
        let bytes = Array(text.utf8)
        var cuts: [Int] = []
        var position = 0
        while let found = Text.find(needle, in: bytes, from: position) {
            cuts.append(found)
            position = found + needle.count
        }
        if fromRight { cuts = rightCuts(bytes, needle) }
        if limit >= 0 { cuts = Array(fromRight ? cuts.suffix(limit) : cuts.prefix(limit)) }
        var parts: [String] = []
        var start = 0
        for cut in cuts {
            parts.append(Text.string(bytes[start..<cut]))
            start = cut + needle.count
        }
        return parts + [Text.string(bytes[start...])]
    }

    /// Places of the separator counted from the right, which differ where it overlaps itself.
    private static func rightCuts(_ bytes: [UInt8], _ needle: [UInt8]) -> [Int] {
        var cuts: [Int] = []
        var end = bytes.count
        while let found = Text.findLast(needle, in: Array(bytes[..<end])) {
            cuts.append(found)
            end = found
        }
        return cuts.reversed()
    }

    /// Split at runs of white space.
    private static func words(_ text: String, limit: Int, fromRight: Bool) -> [String] {
        let scalars = Array(text.unicodeScalars)
        var ranges: [Range<Int>] = []
        var index = 0
        while index < scalars.count {
            if Text.isSpace(scalars[index]) {
                index += 1
                continue
            }
            let start = index
            while index < scalars.count, !Text.isSpace(scalars[index]) { index += 1 }
            ranges.append(start..<index)
        }
        if limit >= 0, ranges.count > limit + 1 {
            if fromRight {
                let kept = ranges.suffix(limit)
                let rest = ranges.dropLast(limit)
                ranges = [0..<(rest.last?.upperBound ?? 0)] + kept
            } else {
                let rest = ranges[limit].lowerBound..<scalars.count
                ranges = Array(ranges.prefix(limit)) + [rest]
            }
        }
        return ranges.map { Text.string(scalars[$0]) }
    }

    static func partition(_ text: String, _ separator: String, fromRight: Bool) throws -> Object {
        guard !separator.isEmpty else { throw Failure("empty separator") }
        let needle = Array(separator.utf8)
        let bytes = Array(text.utf8)
        let found = fromRight ? Text.findLast(needle, in: bytes) : Text.find(needle, in: bytes)
        guard let found else {
            return .tuple(
                fromRight ? [.string(""), .string(""), .string(text)] : [.string(text), .string(""), .string("")])
        }
        return .tuple([
            .string(Text.string(bytes[..<found])), .string(separator),
            .string(Text.string(bytes[(found + needle.count)...])),
        ])
    }
}
