import Execution
package import Model
package import Modules
package import Values

/// Runs jobs with the minion's engine; what they report goes to the event queue.
package struct EngineExecutor: JobExecutor {
    private let engine: MinionEngine
    private let events: EventQueue
    private let onConnect: @Sendable () -> Void

    /// - Parameter onConnect: is called at each connection and must not wait.
    package init(engine: MinionEngine, events: EventQueue, onConnect: @escaping @Sendable () -> Void = {}) {
        self.engine = engine
        self.events = events
        self.onConnect = onConnect
    }

    package func expect(_ order: JobOrder) async { await engine.expect(order.call, jid: order.id) }

    package func run(_ order: JobOrder) async -> JobReturn {
        let result = await engine.run(order.call, jid: order.id) { [events] event in events.append(event) }
        var answer = JobReturn(
            id: order.id, minion: engine.id, function: order.call.function, value: result.value,
            retcode: result.retcode, outputter: result.outputter)
        answer.isRefusal = result.isRefusal
        return answer
    }

    package func grains() async throws -> ValueMap { try await engine.refreshGrains() }

    package func connected() { onConnect() }
}
