package import Model
import Values

/// Where this minion's pillar comes from: the master, or directories of this machine.
package protocol PillarSource: Sendable {
    /// Compiles the pillar anew: what could be compiled, beside what is wrong.
    ///
    /// - Throws: when there is nothing to compile, since the master can't be reached.
    func compiled(_ request: PillarRequest) async throws -> CompiledPillar
}

/// A pillar that is given whole: nothing but what a command line gave.
package struct OverridePillarSource: PillarSource {
    package init() {}

    package func compiled(_ request: PillarRequest) -> CompiledPillar { CompiledPillar(pillar: request.override) }
}
