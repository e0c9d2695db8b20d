package import Values

/// What a minion's pillar came to. With problems it is incomplete, and no state may run on it.
package struct CompiledPillar: Sendable, Hashable {
    package var pillar: ValueMap
    package var problems: [Diagnostic]

    package init(pillar: ValueMap, problems: [Diagnostic] = []) {
        self.pillar = pillar
        self.problems = problems
    }

    /// - Parameter value: the pillar as Salt shows it.
    package init(value: ValueMap) {
        pillar = value
        problems = (pillar.removeValue(forKey: Self.errorsKey)?.list ?? []).compactMap(\.scalarText).map {
            Diagnostic($0)
        }
    }

    /// The pillar as Salt shows it: with `_errors` when something failed.
    package var value: ValueMap {
        guard !problems.isEmpty else { return pillar }
        var map = pillar
        map[Self.errorsKey] = .strings(problems.map(\.description))
        return map
    }

    private static let errorsKey = "_errors"

    /// - Throws: `Diagnostics` when anything is wrong with it.
    package func whole() throws(Diagnostics) -> ValueMap {
        guard problems.isEmpty else { throw Diagnostics(problems) }
        return pillar
    }
}
