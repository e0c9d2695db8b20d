import Glibc
import Host
import Logging
import ServiceLifecycle

/// Gives memory back while the minion waits for something to do, which is what it does nearly all the time.
struct IdleMemory: Service, CustomStringConvertible {
    let logger: Logger

    /// Rarer than the master's heartbeat: waiting must not be interrupted more often than it is anyway.
    private static let interval = Duration.seconds(30)
    /// An interval with less processor time counts as idle: keeping the connection takes a fraction of it.
    private static let idle = Duration.milliseconds(15)
    /// With less processor time since the last time there is hardly anything to give back.
    private static let worthwhile = Duration.milliseconds(2)

    var description: String { "idle-memory" }

    func run() async throws {
        await cancelWhenGracefulShutdown { await watch() }
        // A service that ends early would end the others.
        try await gracefulShutdown()
    }

    private func watch() async {
        var last = Self.processorTime
        var givenBack = Duration.zero
        while true {
            do { try await Task.sleep(for: Self.interval) } catch { return }
            let now = Self.processorTime
            let isIdle = now - last < Self.idle
            last = now
            guard isIdle, now - givenBack > Self.worthwhile else { continue }
            do {
                try ProcessMemory.giveBack()
            } catch {
                return logger.debug("memory can't be given back: \(error)")
            }
            givenBack = Self.processorTime
        }
    }

    /// What this process has used so far.
    private static var processorTime: Duration {
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
    }
}
