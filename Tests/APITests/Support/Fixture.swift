import API
import ControlPlane
import CurlTransport
import Glibc
import Logging
import Model
import PKI
import ServiceLifecycle
import Synchronization
import TestSupport
import Values

/// The real clock of a test.
let wallClock = WallClock {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1000
}

let silent = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

/// A value that is awaited until it is there.
final class Promise<Value: Sendable>: Sendable {
    private let stream: AsyncStream<Value>
    private let continuation: AsyncStream<Value>.Continuation

    init() { (stream, continuation) = AsyncStream.makeStream(of: Value.self) }

    func fulfil(_ value: Value) {
        continuation.yield(value)
        continuation.finish()
    }

    var value: Value {
        get async throws {
            for await value in stream { return value }
            throw SystemFailure(reason: "the promise was dropped")
        }
    }
}

/// Runs a service for as long as the body does, then shuts it down gracefully.
///
/// - Returns: the body's result, once the service has ended by itself.
func serving<Result: Sendable>(
    _ service: some Service, _ body: @Sendable () async throws -> Result
) async throws -> Result {
    let group = ServiceGroup(configuration: ServiceGroupConfiguration(services: [service], logger: silent))
    async let run: Void = group.run()
    let outcome: Swift.Result<Result, any Error>
    do {
        outcome = .success(try await body())
    } catch {
        outcome = .failure(error)
    }
    // To its end, and not by cancelling it: NIO traps when a connection is dropped that nobody took yet.
    await group.triggerGracefulShutdown()
    try await run
    return try outcome.get()
}

/// Waits until a condition holds; fails after the deadline.
func eventually(
    within limit: Duration = .seconds(10), _ what: String, _ condition: () async throws -> Bool
) async throws {
    let deadline = ContinuousClock.now + limit
    while try await !condition() {
        guard ContinuousClock.now < deadline else { throw SystemFailure(reason: "never came true: \(what)") }
        try await Task.sleep(for: .milliseconds(10))
    }
}

extension HTTPResponse {
    /// The body as JSON, for expectations.
    var value: Value {
        get throws { try json() }
    }
}
