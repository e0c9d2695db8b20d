import Glibc
import Synchronization

/// Runs blocking work on a thread of its own, so that it never holds one of the few threads that tasks share.
enum BlockingThread {
    /// - Parameter work: Gets a signal that is set when the calling task is cancelled; waits must look at it.
    static func run<Value: Sendable>(
        _ work: @escaping @Sendable (CancellationSignal) throws(HAProxyError) -> Value
    ) async throws(HAProxyError) -> Value {
        let signal = CancellationSignal()
        let result: Result<Value, HAProxyError> = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                start {
                    do throws(HAProxyError) {
                        continuation.resume(returning: .success(try work(signal)))
                    } catch {
                        continuation.resume(returning: .failure(error))
                    }
                }
            }
        } onCancel: {
            signal.set()
        }
        return try result.get()
    }

    private final class Body: Sendable {
        let run: @Sendable () -> Void
        init(_ run: @escaping @Sendable () -> Void) { self.run = run }
    }

    private static func start(_ run: @escaping @Sendable () -> Void) {
        let body = Unmanaged.passRetained(Body(run))
        var thread = pthread_t()
        let status = pthread_create(
            &thread, nil,
            { argument in
                guard let argument else { return nil }
                Unmanaged<Body>.fromOpaque(argument).takeRetainedValue().run()
                return nil
            }, body.toOpaque())
        guard status == 0 else {
            // The system is out of threads: late on this thread is better than never.
            body.takeRetainedValue().run()
            return
        }
        pthread_detach(thread)
    }
}

/// Says that the caller no longer waits.
final class CancellationSignal: Sendable {
    private let value = Atomic(false)

    var isSet: Bool { value.load(ordering: .acquiring) }

    func set() { value.store(true, ordering: .releasing) }
}
