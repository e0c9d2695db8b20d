package import Execution
package import Model
package import Values

/// The state engine on the master: what runs an orchestration, as a minion's runs its states.
package protocol OrchestrationEngine: Sendable {
    /// - Parameter report: hears what the run reports while it goes on.
    func run(
        _ call: FunctionCall, jid: JobID, report: @escaping @Sendable (Event) async -> Void
    ) async -> FunctionResult
}

/// Renders pillars on the master.
package protocol PillarRendering: Sendable {
    /// The pillar of a minion.
    ///
    /// - Parameter override: what the command line gave; it wins and templates see it.
    /// - Throws: `Diagnostics` with everything that is wrong.
    func pillar(
        for minion: MinionID, grains: ValueMap, override: ValueMap, environment: String
    ) async throws -> ValueMap
}
