import Model
import Values
import YAML

/// A pillar, or a part of one, on its way to becoming whole.
struct PillarData {
    var map: ValueMap
    /// What is tagged `!aggregate`; looked at by the strategy `aggregate` only.
    var marks: AggregateMarks

    init(_ map: ValueMap = [:], marks: AggregateMarks = AggregateMarks()) {
        self.map = map
        self.marks = marks
    }

    /// Below a path, as the `key` of an include says it: `app:db`.
    func nested(below key: String?) -> PillarData {
        guard let key else { return self }
        return key.split(separator: ":").reversed().reduce(self) { inner, name in
            let name = Value.string(String(name))
            return PillarData(
                ValueMap([(name, .map(inner.map))]), marks: AggregateMarks(below: [name: inner.marks]))
        }
    }
}

/// Puts parts of a pillar over one another.
struct PillarMerge {
    let strategy: PillarStrategy
    /// `pillar_merge_lists`
    let mergesLists: Bool

    func callAsFunction(_ a: PillarData, _ b: PillarData) -> PillarData {
        switch strategy {
        case .recurse, .smart: PillarData(a.map.merged(with: b.map, mergingLists: mergesLists))
        case .unmerged: PillarData(a.map.merged(with: b.map))
        case .overwrite: PillarData(a.map.merged(with: b.map, strategy: .overwrite))
        case .list: PillarData(a.map.merged(with: b.map, strategy: .list))
        case .aggregate: aggregated(a, b)
        }
    }

    /// The whole of a file is as if it were tagged.
    private func aggregated(_ a: PillarData, _ b: PillarData) -> PillarData {
        var (a, b) = (a, b)
        a.marks.isMarked = true
        b.marks.isMarked = true
        let (value, marks) = AggregateMarks.merged(.map(a.map), a.marks, .map(b.map), b.marks)
        return PillarData(value.map ?? [:], marks: marks)
    }
}
