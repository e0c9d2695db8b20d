/// Waits between attempts that double up to a limit.
package struct Backoff: Sendable {
    private let first: Duration
    private let limit: Duration
    private let isJittered: Bool
    private var failures = 0

    /// - Parameters:
    ///   - first: the longest that the first wait can be.
    ///   - limit: the longest that any wait can be.
    ///   - isJittered: whether each is shortened at random, so that a thousand minions don't come back in one moment.
    package init(first: Duration = .seconds(1), limit: Duration = .seconds(60), isJittered: Bool = true) {
        self.first = first
        self.limit = limit
        self.isJittered = isJittered
    }

    /// The next wait: `first * 2^n`, but never above the limit; between half and all of that when it is jittered.
    package mutating func next(using random: inout some RandomNumberGenerator) -> Duration {
        let whole = min(limit, first * (1 << min(failures, 20)))
        failures += 1
        return isJittered ? whole * Double.random(in: 0.5...1, using: &random) : whole
    }

    package mutating func next() -> Duration {
        var random = SystemRandomNumberGenerator()
        return next(using: &random)
    }

    /// After a success the next wait is a short one again.
    package mutating func reset() { failures = 0 }
}
