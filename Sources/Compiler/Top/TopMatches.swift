package import Values

/// What top files assign to one minion.
package struct TopMatches: Sendable {
    package struct Entry: Sendable, Hashable {
        package var sls: String
        package var environment: String
        package var location: SourceLocation
        package var ignoresMissing: Bool
    }

    /// In the order of execution, each SLS of an environment once.
    package internal(set) var entries: [Entry] = []

    /// The names as the top files have them: globs not expanded, an SLS as often as it is named.
    private var named: [(environment: String, sls: String)] = []

    package var isEmpty: Bool { entries.isEmpty }

    mutating func name(_ sls: String, environment: String) { named.append((environment, sls)) }

    mutating func add(_ entry: Entry) {
        guard !entries.contains(where: { $0.sls == entry.sls && $0.environment == entry.environment }) else { return }
        entries.append(entry)
    }

    /// `{env: [sls]}`, as `state.show_top` gives it.
    package var value: Value {
        var map = ValueMap()
        for (environment, sls) in named {
            map[environment] = .list((map[environment]?.list ?? []) + [.string(sls)])
        }
        return .map(map)
    }
}
