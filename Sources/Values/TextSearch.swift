// Searching for a text in another one, which Swift has in its module for regular expressions only: that would be a megabyte
// of every program. Where the module is imported, as in tests, its own functions are meant.
//
// It is made for short texts that are searched for: each place is compared anew.

extension Collection where Element: Equatable {
    /// Where `other` comes first; an empty one is at the start.
    @_disfavoredOverload
    package func firstRange(of other: some Collection<Element>) -> Range<Index>? {
        var start = startIndex
        while true {
            if let end = end(of: other, at: start) { return start..<end }
            if start == endIndex { return nil }
            formIndex(after: &start)
        }
    }

    /// The end of `other` if that begins at `start`.
    private func end(of other: some Collection<Element>, at start: Index) -> Index? {
        var index = start
        for element in other {
            guard index != endIndex, self[index] == element else { return nil }
            formIndex(after: &index)
        }
        return index
    }

    /// The parts between occurrences of `other`, also empty parts; the whole where `other` is empty.
    package func split(around other: some Collection<Element>, maxSplits: Int = .max) -> [SubSequence] {
        if other.isEmpty { return [self[...]] }
        var parts: [SubSequence] = []
        var rest = self[...]
        while parts.count < maxSplits, let range = rest.firstRange(of: other) {
            parts.append(rest[..<range.lowerBound])
            rest = rest[range.upperBound...]
        }
        return parts + [rest]
    }
}

extension StringProtocol {
    @_disfavoredOverload
    package func contains(_ other: some StringProtocol) -> Bool { firstRange(of: other) != nil }

    /// With `replacement` in place of occurrences of `other`; itself where that is empty.
    @_disfavoredOverload
    package func replacing(
        _ other: some StringProtocol, with replacement: some StringProtocol, maxReplacements: Int = .max
    ) -> String {
        split(around: other, maxSplits: maxReplacements).joined(separator: String(replacement))
    }
}
