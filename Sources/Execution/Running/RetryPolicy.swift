import Values

/// `retry`: how often and how long apart a state is run again until its result is as wanted.
struct RetryPolicy: Sendable, Hashable {
    var attempts = 2
    var until = true
    /// Seconds.
    var interval = 30
    /// At most so many seconds more, by chance.
    var splay = 0

    /// Nil without one and for `retry: false`. A value of the wrong type is the default, as in Salt.
    init?(_ value: Value?) {
        guard let value, !value.isNull, value != false else { return nil }
        guard let map = value.map else { return }
        attempts = map["attempts"]?.int ?? attempts
        until = map["until"]?.bool ?? until
        interval = map["interval"]?.int ?? interval
        splay = map["splay"]?.int ?? splay
    }

    /// Seconds to wait before the next attempt.
    func wait() -> Int { interval + (splay > 0 ? Int.random(in: 0...splay) : 0) }

    /// What a test run says of it.
    var announcement: String {
        """
        The state would be retried every \(interval) seconds (with a splay of up to \(splay) seconds) a maximum of \
        \(attempts) times or until a result of \(until ? "True" : "False") is returned
        """
    }
}
