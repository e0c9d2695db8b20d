package import Values

/// What top files assign to one minion.
package struct TopMatches: Sendable {
    package struct Entry: Sendable, Hashable {
        package var sls: String
        package var environment: String
        package var location: SourceLocation
        package var ignoresMissing: Bool
    }

    /// In the order of execution, each SLS of an environment once: by environment, as these were first matched.
    package var entries: [Entry] { environments.flatMap { byEnvironment[$0] ?? [] } }

    /// The environments that are matched, in the order of execution.
    private(set) var environments: [String] = []
    private var byEnvironment: [String: [Entry]] = [:]

    /// The names as the top files have them: globs not expanded, an SLS as often as it is named; nil where a target of an
    /// environment matches, whatever it names.
    private var named: [(environment: String, sls: String?)] = []

    /// Whether no target matches.
    package var isEmpty: Bool { named.isEmpty }

    mutating func begin(_ environment: String) {
        named.append((environment, nil))
        know(environment)
    }

    private mutating func know(_ environment: String) {
        if !environments.contains(environment) { environments.append(environment) }
    }

    /// Puts the environments that `order` names first, in its order.
    mutating func reorder(_ order: [String]) {
        let first = order.filter(environments.contains)
        environments = first + environments.filter { !first.contains($0) }
    }

    mutating func name(_ sls: String, environment: String) { named.append((environment, sls)) }

    /// Leaves out every SLS but those that are wanted.
    package mutating func keep(_ isWanted: (String) -> Bool) {
        byEnvironment = byEnvironment.mapValues { entries in entries.filter { isWanted($0.sls) } }
        named = named.filter { $0.sls.map(isWanted) ?? true }
    }

    mutating func add(_ entry: Entry) {
        know(entry.environment)
        guard byEnvironment[entry.environment]?.contains(where: { $0.sls == entry.sls }) != true else { return }
        byEnvironment[entry.environment, default: []].append(entry)
    }

    /// `{env: [sls]}`, as `state.show_top` gives it.
    package var value: Value {
        var map = ValueMap()
        for (environment, sls) in named {
            map[environment] = .list((map[environment]?.list ?? []) + (sls.map { [.string($0)] } ?? []))
        }
        return .map(map)
    }
}
