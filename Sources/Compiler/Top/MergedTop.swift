import Model
import Values

/// The sections of all top files that count for a highstate, one for each target of an environment.
struct MergedTop {
    /// The top file of an environment and those that it includes.
    struct Source {
        var environment: String
        var files: [TopFile]
    }

    /// By environment in the order in which the top files first name them.
    var sections: [TopFile.Section] {
        environments.flatMap { environment in kept.filter { $0.environment == environment } }
    }

    private var kept: [TopFile.Section] = []
    private var environments: [String] = []

    init(_ sources: [Source], by rules: TopRules) {
        switch rules.only == nil ? rules.strategy : .merge {
        case .merge: merge(sources, only: rules.only)
        case .same: takeOwn(sources, standard: rules.standard)
        case .mergeAll:
            for section in sources.flatMap(\.files).flatMap(\.sections) { join(section) }
        }
    }

    private mutating func merge(_ sources: [Source], only: String?) {
        if let only {
            for section in sources.flatMap(\.files).flatMap(\.sections) where section.environment == only {
                put(section)
            }
            return
        }
        for section in sources.filter({ $0.environment == "base" }).flatMap(\.files).flatMap(\.sections) {
            put(section)
        }
        for source in sources where source.environment != "base" {
            let isTaken = environments.contains(source.environment)
            for section in source.files.flatMap(\.sections) where section.environment == source.environment && !isTaken
            {
                put(section)
            }
        }
    }

    private mutating func takeOwn(_ sources: [Source], standard: String) {
        for source in sources {
            let speaks = source.files.contains { !$0.sections.isEmpty }
            let files = speaks ? source.files : sources.first { $0.environment == standard }?.files ?? []
            for section in files.flatMap(\.sections) where section.environment == source.environment { put(section) }
        }
    }

    /// A later section takes the place of an earlier one for the same target.
    private mutating func put(_ section: TopFile.Section) {
        name(section.environment)
        if let index = index(of: section) { kept[index] = section } else { kept.append(section) }
    }

    /// A later section adds its files to an earlier one for the same target.
    private mutating func join(_ section: TopFile.Section) {
        name(section.environment)
        guard let index = index(of: section) else {
            kept.append(section)
            return
        }
        kept[index].target = section.target
        let known = Set(kept[index].entries.map(\.sls))
        kept[index].entries += section.entries.filter { !known.contains($0.sls) }
    }

    private func index(of section: TopFile.Section) -> Int? {
        kept.firstIndex {
            $0.environment == section.environment && $0.target.expression == section.target.expression
        }
    }

    private mutating func name(_ environment: String) {
        if !environments.contains(environment) { environments.append(environment) }
    }
}
