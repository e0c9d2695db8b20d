package import Values

/// How the files of a pillar become one (`pillar_source_merging_strategy`).
package enum PillarStrategy: String, Sendable, Hashable, CaseIterable {
    /// `aggregate` where the standard renderer is `yamlex`, else `recurse`.
    case smart
    /// Mappings are merged key by key, anything else is replaced.
    case recurse
    /// What both files tag with `!aggregate` is added up, anything else is replaced.
    case aggregate
    /// A top-level key is replaced whole.
    case overwrite
    /// A top-level key that both have becomes a list of the two.
    case list
    /// Only the top file of one environment counts; its files are merged as by `recurse`.
    case unmerged = "none"

    /// - Parameter options: the configuration. An unknown strategy is `recurse`, as in Salt.
    package init(_ options: ValueMap) {
        let named = options["pillar_source_merging_strategy"]?.scalarText ?? ""
        self = named.isEmpty ? .smart : PillarStrategy(rawValue: named) ?? .recurse
        guard self == .smart else { return }
        let renderer = options["renderer"]?.scalarText ?? ""
        let isAggregating = renderer.split(separator: "|").last == "yamlex" || renderer.hasPrefix("yamlex_")
        self = isAggregating ? .aggregate : .recurse
    }
}
