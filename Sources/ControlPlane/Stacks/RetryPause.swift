/// Pauses between attempts, each twice as long as the one before.
package struct RetryPause: Sendable {
    private var current: Duration
    private let limit: Duration

    package init(first: Duration = .seconds(2), limit: Duration) {
        current = first
        self.limit = limit
    }

    mutating func next() -> Duration {
        defer { current = min(current * 2, limit) }
        return current
    }
}
