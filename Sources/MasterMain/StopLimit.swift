import Glibc
import Logging
import ServiceLifecycle
import Values

/// Says that the master stops, and sees to it that it does: an orchestration may wait for a minion for ever.
///
/// It is the last service, which is the first that is asked to stop.
struct StopLimit: Service, CustomStringConvertible {
    /// How long orchestrations may go on.
    private static let grace = Duration.seconds(60)

    let logger: Logger

    /// For logs, which must not show what is inside.
    var description: String { "stop-limit" }

    func run() async throws {
        try await gracefulShutdown()
        logger.notice("the master stops; an orchestration that is under way has \(Self.grace.phrase) to end")
        // Nobody waits for this: it is there for when all that is waited for does not end.
        Task {
            do { try await Task.sleep(for: Self.grace) } catch { return }
            logger.error("orchestrations are cut off, since the master stops; the next start answers for them")
            _exit(1)
        }
    }
}
