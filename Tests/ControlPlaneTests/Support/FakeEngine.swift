import ControlPlane
import Execution
import Model
import Synchronization
import Values

/// An engine that gives each orchestration to a script, and remembers what was asked.
final class FakeEngine: OrchestrationEngine {
    typealias Script = @Sendable (FunctionCall, JobID) async -> FunctionResult

    private struct State {
        var script: Script = { _, _ in FunctionResult([:]) }
        var calls: [FunctionCall] = []
    }

    private let state = Mutex(State())

    /// The orchestrations that were asked for.
    var calls: [FunctionCall] { state.withLock { $0.calls } }

    func follow(_ script: @escaping Script) { state.withLock { $0.script = script } }

    func run(
        _ call: FunctionCall, jid: JobID, report: @escaping @Sendable (Event) async -> Void
    ) async -> FunctionResult {
        let script = state.withLock { state in
            state.calls.append(call)
            return state.script
        }
        return await script(call, jid)
    }
}
