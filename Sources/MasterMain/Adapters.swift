package import Compiler
import ControlPlane
package import Execution
import Glibc
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
    static let system = WallClock {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec / 1000)
    }
}
