/// How far the master's clock is from a clock of this host that is never set, learnt from the lines that tell the
/// master's time: orders and heartbeats.
///
/// The smallest difference seen is the truest: it has the least of the way in it. An order that was held up on the way
/// for longer than it was valid is so found out, while a clock that is wrong, or is set right while the minion runs,
/// expires nothing.
///
/// A master's clock that is set back makes every difference greater. What was seen is therefore forgotten when a line
/// is older than the one before it: they come in the order in which they were sent. Of less than `disorder` that is
/// not seen, but forgotten after a minute or so in which the lines went on. On a new connection all is forgotten.
struct ClockOffset {
    /// By how much lines may be older than the one before it, in microseconds: they tell the time that it was before
    /// they were queued.
    private static let disorder: Int64 = 2_000_000

    /// How long a difference is remembered at least while lines come, and twice that at most, in microseconds.
    static let memory: Int64 = 30_000_000

    private struct Span {
        var start: Int64
        var least: Int64
    }

    private var current: Span?
    private var previous: Span?
    /// What the line before this one told.
    private var lastSent: Int64?

    /// A line has come.
    ///
    /// - Parameters:
    ///   - steady: microseconds since any moment, by a clock that is never set.
    ///   - sent: when the line was sent, by the master's clock.
    mutating func heard(steady: Int64, sent: Int64) {
        if let lastSent, sent < lastSent - Self.disorder { forget() }
        lastSent = sent
        let difference = steady - sent
        guard var span = current else { return current = Span(start: steady, least: difference) }
        if steady - span.start >= Self.memory {
            // One step only, however long nothing came: lines that waited together on the way tell nothing new.
            previous = span
            span = Span(start: steady, least: difference)
        }
        span.least = min(span.least, difference)
        current = span
    }

    /// The master's time now; nil until a line has told it.
    ///
    /// - Parameter steady: as of `heard`.
    func masterTime(steady: Int64) -> Int64? {
        guard let current else { return nil }
        return steady - min(current.least, previous?.least ?? .max)
    }

    /// A new connection: what was held up before is sent again, with the time of sending it again.
    mutating func forget() {
        current = nil
        previous = nil
        lastSent = nil
    }
}
