import Execution
package import Model
package import Modules
import Synchronization
package import Values

/// Runs jobs with the minion's engine; what they report goes to the event queue.
package final class EngineExecutor: JobExecutor {
    private let engine: MinionEngine
    private let events: EventQueue
    private let onConnect: @Sendable () -> Void
    private let running = Mutex<[JobID: Event]>([:])

    /// - Parameter onConnect: is called at each connection and must not wait.
    package init(engine: MinionEngine, events: EventQueue, onConnect: @escaping @Sendable () -> Void = {}) {
        self.engine = engine
        self.events = events
        self.onConnect = onConnect
    }

    package func expect(_ order: JobOrder) async { await engine.expect(order.call, jid: order.id) }

    package func run(_ order: JobOrder) async -> JobReturn {
        let result = await engine.run(order.call, jid: order.id) { [self] event in
            if event.saysWhatRuns { running.withLock { $0[order.id] = event } }
            events.append(event)
        }
        running.withLock { $0[order.id] = nil }
        var answer = JobReturn(
            id: order.id, minion: engine.id, function: order.call.function, value: result.value,
            retcode: result.retcode, outputter: result.outputter)
        answer.isRefusal = result.isRefusal
        return answer
    }

    package func grains() async throws -> ValueMap { try await engine.refreshGrains() }

    /// The master may be another one, or was started anew: it is told how far the state runs are.
    package func connected() {
        for event in running.withLock({ $0.sorted { $0.key < $1.key } }) { events.append(event.value) }
        onConnect()
    }
}

extension Event {
    /// Whether a state run tells what it is doing.
    fileprivate var saysWhatRuns: Bool { tag.hasPrefix("pigeon/job/") }
}
