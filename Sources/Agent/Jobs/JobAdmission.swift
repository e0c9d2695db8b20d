package import Model
import Values

/// What to do with an order that comes in. Delivery is at least once, so the same one may come again.
package enum JobAdmission: Sendable, Hashable {
    case run
    /// Seen before: it runs, or its return is on the way.
    case ignore
    /// Answered without running, with this sentence and retcode 1.
    case refuse(String)

    /// - Parameters:
    ///   - now: microseconds since 1970, by the master's clock.
    ///   - isKnown: the journal has it.
    ///   - backlog: why no further return can be kept, or nil when one can.
    package static func decide(_ order: JobOrder, now: Int64, isKnown: Bool, backlog: String?) -> JobAdmission {
        if isKnown { return .ignore }
        if order.expires == Job.neverOrdered {
            return .refuse("the minion started this job by itself and does not know it any more")
        }
        if order.expires <= now {
            let late = Duration.microseconds(now - order.expires)
            return .refuse("expired: the job came \(late.phrase) after the time by which it had to start")
        }
        if let backlog { return .refuse("the minion takes no new jobs: \(backlog)") }
        return .run
    }
}
