/// One job of a schedule as Salt writes them: what is called, and when.
package struct ScheduleEntry: Sendable, Hashable {
    /// What decides when the job's turn comes.
    package enum Timing: Sendable, Hashable {
        /// Seconds, from one run to the next.
        case interval(Int)
        case cron(CronExpression)
        case when([WrittenMoment])
        case once(CivilTime)
    }

    /// A random wait before a run, in seconds.
    package enum Splay: Sendable, Hashable {
        case upTo(Int)
        case between(Int, Int)
    }

    /// From one moment to another; `isInverted` means the time outside.
    package struct Span: Sendable, Hashable {
        package var start: WrittenMoment
        package var end: WrittenMoment
        package var isInverted = false
    }

    package var name: String
    package var call: FunctionCall
    package var timing: Timing
    package var splay: Splay?
    package var runsAtStart: Bool
    package var isEnabled: Bool
    /// How many runs may be under way at once; nil: any number (`jid_include: False`).
    package var maximumRunning: Int?
    /// Whether the master is given the return.
    package var returnsToMaster: Bool
    package var range: Span?
    package var skippedRange: Span?
    package var until: WrittenMoment?
    package var after: WrittenMoment?
    /// Turns that are left out, by the local clock to the second (`skip_explicit`).
    package var skips: [CivilTime] = []
    /// Further runs, by the local clock (`run_explicit`).
    package var runs: [CivilTime] = []
    /// Whether a turn that `skip_during_range` leaves out is made up for at the range's end (`run_after_skip_range`).
    package var runsAfterSkippedRange = false
    /// Salt's `dry_run`: everything but the call.
    package var isDryRun: Bool

    /// When the turn comes next after `now`, by the local clock; nil: never again.
    package func next(after now: CivilTime) -> CivilTime? {
        switch timing {
        case .interval(let seconds):
            CivilTime(microseconds: now.microsecondsAsUTC + Int64(seconds) * 1_000_000)
        case .cron(let expression): expression.next(after: now)
        case .when(let moments): moments.compactMap { $0.next(after: now) }.min()
        case .once(let moment): moment > now ? moment : nil
        }
    }
}
