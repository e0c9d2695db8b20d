import Glibc

/// Runs blocking or deeply recursive work on a thread of its own, so that it can't starve Swift's few cooperative ones.
package enum DedicatedThread {
    /// Templates call macros that call templates: 16 MiB of stack, of which only what is used becomes memory.
    package static let stackSize = 16 << 20

    /// Runs `body` to its end and returns what it returned. When the awaiting task is cancelled the bridge that `body`
    /// was given is cancelled: waits through it end early, and `body` is expected to return soon.
    ///
    /// - Throws: what `body` throws; a `ThreadError` when no thread could be made.
    package static func run<Result: Sendable>(
        _ body: @escaping @Sendable (BlockingBridge) throws -> Result
    ) async throws -> Result {
        let bridge = BlockingBridge()
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Result, any Error>) in
                let work = Work {
                    continuation.resume(with: Swift.Result { try body(bridge) })
                }
                if let error = start(work) { continuation.resume(throwing: error) }
            }
        } onCancel: {
            bridge.cancel()
        }
    }

    private static func start(_ work: Work) -> ThreadError? {
        var attributes = pthread_attr_t()
        pthread_attr_init(&attributes)
        defer { pthread_attr_destroy(&attributes) }
        pthread_attr_setstacksize(&attributes, stackSize)
        pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
        var thread = pthread_t()
        let retained = Unmanaged.passRetained(work)
        let code = pthread_create(
            &thread, &attributes,
            { argument in
                if let argument { Unmanaged<Work>.fromOpaque(argument).takeRetainedValue().body() }
                return nil
            }, retained.toOpaque())
        guard code != 0 else { return nil }
        retained.release()
        return ThreadError(reason: String(cString: strerror(code)))
    }

    private final class Work: Sendable {
        let body: @Sendable () -> Void
        init(_ body: @escaping @Sendable () -> Void) { self.body = body }
    }
}

/// No thread could be made.
package struct ThreadError: Error, Sendable, CustomStringConvertible {
    let reason: String
    package var description: String { "no thread could be started: \(reason)" }
}
