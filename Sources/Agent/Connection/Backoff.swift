/// Waits that double up to a limit, each shortened at random, so that a thousand minions don't come back in one moment.
package struct Backoff: Sendable {
    private let first: Duration
    private let limit: Duration
    private var failures = 0

    /// - Parameters:
    ///   - first: the longest that the first wait can be.
    ///   - limit: the longest that any wait can be.
    package init(first: Duration = .seconds(1), limit: Duration = .seconds(60)) {
        self.first = first
        self.limit = limit
    }

    /// The next wait: between half and all of `first * 2^n`, and never above the limit.
    package mutating func next(using random: inout some RandomNumberGenerator) -> Duration {
        let whole = min(limit, first * (1 << min(failures, 20)))
        failures += 1
        return whole * Double.random(in: 0.5...1, using: &random)
    }

    package mutating func next() -> Duration {
        var random = SystemRandomNumberGenerator()
        return next(using: &random)
    }

    /// After a success the next wait is a short one again.
    package mutating func reset() { failures = 0 }
}
