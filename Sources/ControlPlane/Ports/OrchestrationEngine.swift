package import Execution
package import Model
import Values

/// The state engine on the master: what runs an orchestration, as a minion's runs its states.
package protocol OrchestrationEngine: Sendable {
    /// - Parameter report: hears what the run reports while it goes on.
    func run(
        _ call: FunctionCall, jid: JobID, report: @escaping @Sendable (Event) async -> Void
    ) async -> FunctionResult
}

/// Renders pillars on the master.
package protocol PillarRendering: Sendable {
    /// The pillar of a minion: what could be compiled, beside what is wrong.
    func pillar(for minion: MinionID, _ request: PillarRequest) async throws -> CompiledPillar
}
