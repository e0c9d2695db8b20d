/// Holds off those who guess: after five failures of a user from an address within a minute, no try until the minute is
/// over. Tries that are under way count too, generously, so that guessing side by side gains nothing.
struct LoginThrottle {
    private struct Attempts {
        var failures: Int
        var underWay: Int
        /// Microseconds since 1970 of the first failure.
        var since: Int64
    }

    private static let limit = 5
    private static let limitUnderWay = 20
    private static let window: Int64 = 60_000_000
    /// More callers than that are not told apart: the oldest records go first.
    private static let capacity = 10_000

    private var callers: [String: Attempts] = [:]

    /// Seconds to wait, or nil when a try may begin; `ended` must follow then.
    mutating func begin(_ caller: String, at now: Int64) -> Int? {
        makeRoom(at: now)
        var attempts = callers[caller] ?? Attempts(failures: 0, underWay: 0, since: now)
        if attempts.since + Self.window <= now {
            attempts.failures = 0
            attempts.since = now
        }
        guard attempts.failures < Self.limit, attempts.failures + attempts.underWay < Self.limitUnderWay else {
            return max(1, Int((attempts.since + Self.window - now + 999_999) / 1_000_000))
        }
        attempts.underWay += 1
        callers[caller] = attempts
        return nil
    }

    mutating func ended(_ caller: String, succeeded: Bool) {
        guard var attempts = callers[caller] else { return }
        attempts.underWay -= 1
        attempts.failures = succeeded ? 0 : attempts.failures + 1
        callers[caller] = attempts.failures == 0 && attempts.underWay == 0 ? nil : attempts
    }

    private mutating func makeRoom(at now: Int64) {
        guard callers.count >= Self.capacity else { return }
        callers = callers.filter { $0.value.underWay > 0 || $0.value.since + Self.window > now }
        if callers.count >= Self.capacity, let oldest = callers.min(by: { $0.value.since < $1.value.since }) {
            callers[oldest.key] = nil
        }
    }
}
