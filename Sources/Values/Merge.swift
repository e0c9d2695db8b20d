/// How two sources of the same key become one (`pillar_source_merging_strategy`).
package enum MergeStrategy: String, Sendable, CaseIterable {
    /// Maps are merged key by key, anything else is replaced.
    case recurse
    /// A top-level key of the second replaces the first's whole.
    case overwrite
    /// A top-level key that both have becomes a list of the two.
    case list
}

extension ValueMap {
    /// `other` merged over this map. A key keeps its place, a new one is appended; a map over a non-map replaces it.
    package func merged(with other: ValueMap, strategy: MergeStrategy = .recurse, mergingLists: Bool = false)
        -> ValueMap
    {
        var result = self
        for (key, value) in other {
            guard let old = result[key] else {
                result[key] = value
                continue
            }
            switch strategy {
            case .overwrite: result[key] = value
            case .list: result[key] = .list([old, value])
            case .recurse: result[key] = old.merged(with: value, mergingLists: mergingLists)
            }
        }
        return result
    }
}

extension Value {
    /// `other` merged over this value: maps key by key, lists joined only with `mergingLists`, anything else replaced.
    package func merged(with other: Value, mergingLists: Bool = false) -> Value {
        switch (self, other) {
        case (.map(let a), .map(let b)): .map(a.merged(with: b, mergingLists: mergingLists))
        case (.list(let a), .list(let b)) where mergingLists: .list(a + b.filter { !a.contains($0) })
        default: other
        }
    }
}
