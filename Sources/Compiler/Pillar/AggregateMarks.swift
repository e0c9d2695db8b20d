import Values
import YAML

/// Which values of a file are tagged `!aggregate`: the value itself, and what lies below the keys of a mapping.
struct AggregateMarks: Sendable {
    var isMarked = false
    var below: [Value: AggregateMarks] = [:]

    init(below: [Value: AggregateMarks] = [:]) { self.below = below }

    init(_ data: LocatedValue) {
        isMarked = data.isAggregate
        for entry in data.entries ?? [] {
            let marks = AggregateMarks(entry.value)
            if marks.isMarked || !marks.below.isEmpty { below[entry.key.value] = marks }
        }
    }

    /// The second value over the first: added to it where both are marked, else in its place. What two mappings have in
    /// common is looked at even when they are not marked themselves.
    static func merged(
        _ a: Value, _ aMarks: AggregateMarks, _ b: Value, _ bMarks: AggregateMarks
    ) -> (Value, AggregateMarks) {
        let isAdded = aMarks.isMarked && bMarks.isMarked
        switch (a, b) {
        case (.map(let old), .map(let new)):
            var sum = isAdded ? old : new
            var marks = isAdded ? aMarks : bMarks
            for (key, value) in new {
                guard let before = old[key] else {
                    sum[key] = value
                    marks.below[key] = bMarks.below[key]
                    continue
                }
                let (merged, inner) = merged(
                    before, aMarks.below[key] ?? AggregateMarks(), value, bMarks.below[key] ?? AggregateMarks())
                sum[key] = merged
                marks.below[key] = inner
            }
            return (.map(sum), marks)
        case (.list(let old), .list(let new)) where isAdded:
            return (.list(old + new.filter { !old.contains($0) }), aMarks)
        default: return (b, bMarks)
        }
    }
}
