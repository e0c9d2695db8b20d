import ControlPlane
import Execution
import Logging
import Model
import Modules
import Values

/// Renders pillars from the master's `pillar_roots`; the functions in their templates run on the master.
struct MasterPillars: PillarRendering {
    let roots: [String: [String]]
    let options: ValueMap
    let catalogue: Catalogue
    let files: any FileTreeSource
    let host: HostWriter
    let logger: Logger

    func source(for minion: MinionID) -> LocalPillarSource {
        LocalPillarSource(
            id: minion, roots: roots, configuration: options, catalogue: catalogue, files: files, host: host,
            logger: logger)
    }

    func pillar(for minion: MinionID, _ request: PillarRequest) async throws -> CompiledPillar {
        try await source(for: minion).compiled(request)
    }
}
