import Execution
import Model
import Values

/// `pillar.show_pillar`: what a minion would be given.
enum PillarRunners {
    static func all(_ jobs: JobService, _ pillars: any PillarRendering, identity: MinionID) -> [RunnerService.Runner] {
        [
            RunnerService.Runner(
                name: "pillar.show_pillar", summary: "The pillar of a minion, or of the master",
                parameters: [.optional("minion")]
            ) { arguments, _ in
                let minion = try arguments.optionalText("minion").map { text in try MinionID(text) } ?? identity
                let grains = try await jobs.minionStore.grains(of: minion) ?? [:]
                return FunctionResult(
                    .map(try await pillars.pillar(for: minion, PillarRequest(grains: grains)).value))
            }
        ]
    }
}
