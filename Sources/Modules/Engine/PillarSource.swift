package import Compiler
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

    /// The same, with what could be compiled beside what is wrong.
    ///
    /// - Throws: when there is nothing to compile, since the master can't be reached.
    func compiled(grains: ValueMap, override: ValueMap, environment: String) async throws -> CompiledPillar
}

extension PillarSource {
    package func compiled(grains: ValueMap, override: ValueMap, environment: String) async throws -> CompiledPillar {
        CompiledPillar(pillar: try await pillar(grains: grains, override: override, environment: environment))
    }
}

/// A pillar that is given whole: nothing but what a command line gave.
package struct OverridePillarSource: PillarSource {
    package init() {}

    package func pillar(grains: ValueMap, override: ValueMap, environment: String) -> ValueMap { override }
}
