/// Which HTTP statuses count as healthy, as `http-check expect status` takes them: `200`, `200-399`,
/// `200,204,300-399`.
package struct StatusRange: Sendable, Hashable, CustomStringConvertible {
    package let ranges: [ClosedRange<Int>]

    package static let healthy = StatusRange(ranges: [200...399])

    package init(ranges: [ClosedRange<Int>]) { self.ranges = ranges }

    /// Nil when the text is no list of statuses or ranges of them.
    package init?(_ text: String) {
        var ranges: [ClosedRange<Int>] = []
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            let bounds = part.split(separator: "-", omittingEmptySubsequences: false).map {
                Int($0.filter { $0 != " " })
            }
            guard bounds.count <= 2, let low = bounds[0], let high = bounds[bounds.count - 1],
                (100...599).contains(low), (100...599).contains(high), low <= high
            else { return nil }
            ranges.append(low...high)
        }
        self.ranges = ranges
    }

    package func contains(_ status: Int) -> Bool { ranges.contains { $0.contains(status) } }

    package var description: String {
        ranges.map { $0.count == 1 ? "\($0.lowerBound)" : "\($0.lowerBound)-\($0.upperBound)" }.joined(separator: ",")
    }
}
