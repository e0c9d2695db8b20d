/// One match: the whole of it and its groups.
package struct Match: Sendable {
    let subject: Subject
    /// UTF-8 byte ranges, group 0 first; nil for a group that took no part.
    package let ranges: [Range<Int>?]
    let names: [String: Int]

    init(subject: Subject, ranges: [Range<Int>?], names: [String: Int]) {
        self.subject = subject
        self.ranges = ranges
        self.names = names
    }

    /// Where the whole match is, in UTF-8 bytes.
    package var range: Range<Int> { ranges.first.flatMap { $0 } ?? 0..<0 }

    /// The matched text.
    package var text: String { subject.text(in: range) }

    /// The text of group `number` (0 is the whole match); nil when there is no such group or it took no part.
    package subscript(number: Int) -> String? {
        ranges.indices.contains(number) ? ranges[number].map { subject.text(in: $0) } : nil
    }

    package subscript(name: String) -> String? { names[name].flatMap { self[$0] } }

    /// The groups without the whole match, as Python's `Match.groups()`.
    package var groups: [String?] { ranges.indices.dropFirst().map { self[$0] } }
}
