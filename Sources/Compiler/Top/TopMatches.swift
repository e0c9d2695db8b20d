package import Values

/// What top files assign to one minion.
package struct TopMatches: Sendable, Hashable {
    package struct Entry: Sendable, Hashable {
        package var sls: String
        package var environment: String
        package var location: SourceLocation
        package var ignoresMissing: Bool
    }

    /// In the order of execution, each SLS of an environment once.
    package internal(set) var entries: [Entry] = []

    package var isEmpty: Bool { entries.isEmpty }

    mutating func add(_ entry: Entry) {
        guard !entries.contains(where: { $0.sls == entry.sls && $0.environment == entry.environment }) else { return }
        entries.append(entry)
    }

    /// `{env: [sls]}`, as `state.show_top` gives it.
    package var value: Value {
        var map = ValueMap()
        for entry in entries {
            map[entry.environment] = .list((map[entry.environment]?.list ?? []) + [.string(entry.sls)])
        }
        return .map(map)
    }
}
