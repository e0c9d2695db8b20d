import Synchronization

/// Lets a thread that may block wait for asynchronous work: the way from a template to the functions that it calls.
package final class BlockingBridge: Sendable {
    private struct State {
        var isCancelled = false
        var current: Task<Void, Never>?
    }

    private let state = Mutex(State())

    package init() {}

    /// Runs `operation` on Swift's own threads and blocks this one until it has ended.
    ///
    /// - Important: only from a thread that `DedicatedThread` or `RunThread` made; on a cooperative thread it could wait for itself.
    package func wait<Value: Sendable>(
        for operation: @escaping @Sendable () async throws -> Value
    ) throws -> Value {
        let done = Semaphore()
        let box = Box<Value>()
        let task = Task {
            let result: Result<Value, any Error>
            do { result = .success(try await operation()) } catch { result = .failure(error) }
            box.outcome.withLock { $0 = result }
            done.signal()
        }
        let isCancelled = state.withLock { state in
            state.current = task
            return state.isCancelled
        }
        if isCancelled { task.cancel() }
        done.wait()
        state.withLock { $0.current = nil }
        return try box.outcome.withLock { try $0.get() }
    }

    package func cancel() {
        let task = state.withLock { state in
            state.isCancelled = true
            return state.current
        }
        task?.cancel()
    }

    private final class Box<Value: Sendable>: Sendable {
        let outcome = Mutex<Result<Value, any Error>>(.failure(CancellationError()))
    }
}
