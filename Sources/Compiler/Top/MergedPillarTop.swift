import Model

/// The sections of all top files of a pillar, one for each target of an environment.
struct MergedPillarTop {
    private var kept: [TopFile.Section] = []
    private var environments: [String] = []
    /// By environment: the SLS that may be missing, whichever target they are assigned to.
    private var optional: [String: Set<String>] = [:]

    /// By environment in the order in which the top files first name them, and there by their `order`.
    var sections: [TopFile.Section] {
        environments.flatMap { environment in
            kept.enumerated().filter { $0.element.environment == environment }
                .sorted { ($0.element.order, $0.offset) < ($1.element.order, $1.offset) }.map(\.element)
        }
    }

    /// A later section takes the place of an earlier one for the same target.
    mutating func put(_ section: TopFile.Section) {
        var section = section
        section.entries = section.entries.filter { $0.environment == section.environment }
        if section.ignoresMissing {
            optional[section.environment, default: []].formUnion(section.entries.map(\.sls))
        }
        if !environments.contains(section.environment) { environments.append(section.environment) }
        let place = kept.firstIndex {
            $0.environment == section.environment && $0.target.expression == section.target.expression
        }
        if let place { kept[place] = section } else { kept.append(section) }
    }

    /// Whether an SLS is skipped when it isn't there.
    func ignoresMissing(_ entry: TopFile.Entry) -> Bool { optional[entry.environment]?.contains(entry.sls) ?? false }
}
