package import Values

/// Where this minion's pillar comes from: the master, or directories of this machine.
package protocol PillarSource: Sendable {
    /// Compiles the pillar anew.
    ///
    /// - Parameters:
    ///   - override: what a command line gave; it wins, and templates see it.
    ///   - environment: `base` stands for all environments, as when no `pillarenv` is given; another one is used alone.
    /// - Throws: `Diagnostics` that say all that is wrong with the pillar.
    func pillar(grains: ValueMap, override: ValueMap, environment: String) async throws -> ValueMap
}

/// A pillar that is given whole: nothing but what a command line gave.
package struct OverridePillarSource: PillarSource {
    package init() {}

    package func pillar(grains: ValueMap, override: ValueMap, environment: String) -> ValueMap { override }
}
