/// Pauses between attempts, each twice as long as the one before.
struct RetryPause: Sendable {
    private var current = Duration.seconds(2)
    private let limit: Duration

    init(limit: Duration) { self.limit = limit }

    mutating func next() -> Duration {
        defer { current = min(current * 2, limit) }
        return current
    }
}
