package import Values

/// What a minion's pillar came to. With problems it is incomplete, and no state may run on it.
package struct CompiledPillar: Sendable, Hashable {
    package var pillar: ValueMap
    package var problems: [Diagnostic]

    package init(pillar: ValueMap, problems: [Diagnostic] = []) {
        self.pillar = pillar
        self.problems = problems
    }

    /// The pillar as Salt shows it: with `_errors` when something failed.
    package var value: Value {
        guard !problems.isEmpty else { return .map(pillar) }
        var map = pillar
        map["_errors"] = .strings(problems.map(\.description))
        return .map(map)
    }
}
