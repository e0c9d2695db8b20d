import Values

/// Collects the entries of one map: keys must be scalars and unique, merged maps give way to what is written out.
struct MapBuilder {
    let start: Mark
    let places: Places
    private var merged: [LocatedValue.Entry] = []
    private var explicit: [LocatedValue.Entry] = []
    private var seen: [Value: SourceLocation] = [:]

    private let aggregates: Bool

    /// - Parameter aggregates: whether a key may come more than once.
    init(start: Mark, places: Places, aggregates: Bool = false) {
        self.aggregates = aggregates
        self.start = start
        self.places = places
    }

    /// Merged entries first, as PyYAML orders them.
    var entries: [LocatedValue.Entry] {
        merged.isEmpty ? explicit : merged.filter { seen[$0.key.value] == nil } + explicit
    }

    mutating func add(_ key: LocatedValue, _ value: LocatedValue, at mark: Mark) throws(Diagnostic) {
        guard case .scalar(let name) = key.content else {
            throw places.failure(
                "while constructing a mapping, found unacceptable key: \(key.kindName) can't be a key", at: mark,
                hint: "Invalid YAML, possible double curly-brace: quote a value that begins with '{{'")
        }
        if aggregates, let index = explicit.firstIndex(where: { $0.key.value == name }) {
            explicit[index].value = explicit[index].value.aggregated(with: value)
            return
        }
        if let first = seen[name] {
            throw places.failure(
                "while constructing a mapping, found conflicting ID '\(name.scalarText ?? "null")'", at: mark,
                hint: "the first one is at \(first); merge the two or rename one")
        }
        seen[name] = key.location
        explicit.append(LocatedValue.Entry(key: LocatedValue.Key(name, at: key.location), value: value))
    }

    /// `<<: *map` or `<<: [*a, *b]`, of which the earlier wins.
    mutating func merge(_ value: LocatedValue, at mark: Mark) throws(Diagnostic) {
        switch value.content {
        case .map(let entries): mix(entries)
        case .list(let maps):
            for map in maps.reversed() {
                guard let entries = map.entries else {
                    throw places.failure(
                        "while constructing a mapping, expected a mapping for merging, but found \(map.kindName)",
                        at: mark)
                }
                mix(entries)
            }
        case .scalar(let scalar):
            throw places.failure(
                "while constructing a mapping, expected a mapping or list of mappings for merging, but found "
                    + scalar.kindName, at: mark)
        }
    }

    private mutating func mix(_ entries: [LocatedValue.Entry]) {
        for entry in entries {
            if let index = merged.firstIndex(where: { $0.key.value == entry.key.value }) {
                merged[index] = entry
            } else {
                merged.append(entry)
            }
        }
    }
}

extension LocatedValue {
    /// Two values of one key: both to be aggregated, or else the later one.
    fileprivate func aggregated(with later: LocatedValue) -> LocatedValue {
        guard isAggregate, later.isAggregate else { return later }
        var sum = self
        switch (content, later.content) {
        case (.list(let a), .list(let b)): sum.content = .list(a + b)
        case (.map(var entries), .map(let others)):
            for other in others {
                if let index = entries.firstIndex(where: { $0.key.value == other.key.value }) {
                    entries[index].value = entries[index].value.aggregated(with: other.value)
                } else {
                    entries.append(other)
                }
            }
            sum.content = .map(entries)
        default: return later
        }
        return sum
    }
}
