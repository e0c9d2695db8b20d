package import Values

/// Which top files of states count, and how those of several environments become one.
package struct TopRules: Sendable, Hashable {
    /// `top_file_merging_strategy`
    package enum Strategy: String, Sendable, CaseIterable {
        /// `base`'s top speaks for every environment; another's only for itself, where `base` is silent.
        case merge
        /// Each environment is spoken for by its own top file, or by that of `default_top` where it has none.
        case same
        /// Every top file adds what it has.
        case mergeAll = "merge_all"
    }

    package var strategy: Strategy = .merge
    /// `env_order`: the environments that count, in their order; empty for all.
    package var environmentOrder: [String] = []
    /// `default_top`
    package var standard = "base"
    /// `state_top`
    package var path = "top.sls"
    /// `saltenv`: the one environment to look at; nil for all.
    package var only: String?

    package init() {}

    /// - Parameter options: the minion's configuration. An unknown strategy is `merge`, as in Salt.
    package init(_ options: ValueMap, only: String?) {
        strategy = options["top_file_merging_strategy"]?.string.flatMap(Strategy.init) ?? .merge
        environmentOrder = options["env_order"]?.list?.compactMap(\.scalarText) ?? []
        standard = options["default_top"]?.scalarText ?? standard
        path = options["state_top"]?.scalarText ?? path
        self.only = only
    }

    /// The environments whose top files are read, in order.
    func environments(of known: [String]) -> [String] {
        if let only { return known.contains(only) ? [only] : [] }
        guard !environmentOrder.isEmpty else { return known }
        return environmentOrder.filter(known.contains)
    }
}
