package import Compiler
import ControlPlane
package import Execution
package import Model
package import Modules
import Values

extension DirectoryTree: ServedFiles {}

extension MinionEngine: OrchestrationEngine {
    package func run(
        _ call: FunctionCall, jid: JobID, report: @escaping @Sendable (Event) async -> Void
    ) async -> FunctionResult {
        await run(call, jid: Optional(jid), report: report)
    }
}

extension WallClock {
    /// The clock of the system.
    static let system = WallClock(RunClock.system.now)
}
