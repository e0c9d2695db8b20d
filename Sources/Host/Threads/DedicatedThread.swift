/// Runs blocking or deeply recursive work on a thread that is its own meanwhile, so that it can't starve Swift's few
/// cooperative ones.
package enum DedicatedThread {
    /// Templates call macros that call templates: 16 MiB of stack, of which only what is used becomes memory.
    package static let stackSize = 16 << 20

    /// Runs `body` to its end and returns what it returned. When the awaiting task is cancelled the bridge that `body`
    /// was given is cancelled: waits through it end early, and `body` is expected to return soon. On a `RunThread` it is
    /// run in place.
    ///
    /// - Throws: what `body` throws; a `ThreadError` when no thread could be made.
    package static func run<Result: Sendable>(
        _ body: @escaping @Sendable (BlockingBridge) throws -> Result
    ) async throws -> Result {
        let bridge = BlockingBridge()
        return try await withTaskCancellationHandler {
            if let thread = RunThread.current { return try thread.blocking { try body(bridge) } }
            return try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Result, any Error>) in
                do throws(ThreadError) {
                    try WorkerThread.perform(stackSize: stackSize) {
                        continuation.resume(with: Swift.Result { try body(bridge) })
                    }
                } catch {
                    continuation.resume(throwing: error)
                }
            }
        } onCancel: {
            bridge.cancel()
        }
    }
}

/// No thread could be made.
package struct ThreadError: Error, Sendable, CustomStringConvertible {
    let reason: String
    package var description: String { "no thread could be started: \(reason)" }
}
