import Glibc
import Model
// A whole-module build holds this for the home of timespec's members, and an incremental one for Glibc.
import SwiftOverlayShims

/// The time that a run goes by: what is shown as start and duration, and how a retry waits.
package struct RunClock: Sendable {
    /// Microseconds since 1970.
    package var now: @Sendable () -> Int64
    /// Seconds that local time is ahead of UTC at a moment given in microseconds since 1970.
    package var secondsAheadOfUTC: @Sendable (Int64) -> Int
    /// Waits; throws when the task is cancelled.
    package var sleep: @Sendable (Duration) async throws -> Void

    package init(
        now: @escaping @Sendable () -> Int64, secondsAheadOfUTC: @escaping @Sendable (Int64) -> Int = { _ in 0 },
        sleep: @escaping @Sendable (Duration) async throws -> Void
    ) {
        self.now = now
        self.secondsAheadOfUTC = secondsAheadOfUTC
        self.sleep = sleep
    }

    /// The machine's clock and time zone.
    package static let system = RunClock(
        now: {
            var time = timespec()
            clock_gettime(CLOCK_REALTIME, &time)
            return Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1000
        },
        secondsAheadOfUTC: { microseconds in
            var seconds = time_t(microseconds / 1_000_000)
            var local = tm()
            guard localtime_r(&seconds, &local) != nil else { return 0 }
            return local.tm_gmtoff
        },
        sleep: { try await Task.sleep(for: $0) })

    /// The local time of day as a state's `start_time` shows it.
    func timeOfDay(_ moment: Int64) -> String {
        CivilTime(microseconds: moment + Int64(secondsAheadOfUTC(moment)) * 1_000_000).timeOfDay
    }

    /// Milliseconds from `start` until now; 0 when the clock was set back meanwhile.
    func milliseconds(since start: Int64) -> Double { Double(max(0, now() - start)) / 1000 }
}
