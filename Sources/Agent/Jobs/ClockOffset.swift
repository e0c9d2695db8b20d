/// How far the master's clock is from a clock of this host that is never set, learnt from the orders that come.
///
/// The smallest difference seen is the truest: it has the least of the way in it. An order that was held up on the way for longer than
/// it was valid is so found out, while a clock that is wrong, or is set right while the minion runs, expires nothing.
struct ClockOffset {
    private var offset: Int64?

    /// The master's time now.
    ///
    /// - Parameters:
    ///   - local: this host's time in microseconds since 1970, which counts until an order has said when it was sent.
    ///   - steady: microseconds since any moment, by a clock that is never set.
    ///   - sent: when an order that has just come was sent, by the master's clock; nil when it doesn't say.
    mutating func masterTime(local: Int64, steady: Int64, sent: Int64?) -> Int64 {
        if let sent { offset = min(offset ?? .max, steady - sent) }
        return offset.map { steady - $0 } ?? local
    }
}
