import Agent
import Model
import Synchronization
import Values

/// Answers `test.ping` with True, waits for ever in `test.sleep`, and counts.
final class CountingExecutor: JobExecutor {
    private let runs = Mutex<[JobID]>([])
    let minion: MinionID

    init(minion: MinionID) { self.minion = minion }

    var started: [JobID] { runs.withLock { $0 } }

    func run(_ order: JobOrder) async -> JobReturn {
        runs.withLock { $0.append(order.id) }
        if order.call.function == "test.sleep" {
            do { try await Task.sleep(for: .seconds(600)) } catch {}
        }
        return JobReturn(
            id: order.id, minion: minion, function: order.call.function,
            value: order.call.function == "test.sleep" ? .null : true, retcode: 0)
    }

    func grains() async throws -> ValueMap { ["os": "Debian"] }
}
