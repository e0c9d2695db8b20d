/// When one job of a schedule is due, and whether it may run then. Pure: the clock and the dice are given to it.
package struct ScheduleTimer: Sendable {
    /// What a turn comes to.
    package enum Turn: Sendable, Hashable {
        case run
        /// Nothing runs, for this of Salt's reasons: `disabled`, `not_in_range`, `in_skip_range`, `until_passed`, ...
        case skip(String)
    }

    /// A turn that is later than this, as after the sleep of the machine, is missed for what is meant for a moment.
    private static let lateness: Int64 = 60_000_000

    package private(set) var entry: ScheduleEntry
    private let zone: TimeZoneRules
    private let random: @Sendable (ClosedRange<Int>) -> Int
    /// When the next turn of the entry's own timing comes, in microseconds since 1970, splay included; nil: never again.
    private var regular: Int64?
    /// A run that was left out, to be made up for.
    private var owed: Int64?
    /// When it was planned: a clock that is set back makes a plan of it that lies too far ahead.
    private var planned: Int64
    private var isAtStart: Bool

    /// - Parameter isAtStart: whether the minion begins with this entry, or it was added: then `run_on_start` counts.
    package init(
        _ entry: ScheduleEntry, now: Int64, zone: TimeZoneRules, isAtStart: Bool = true,
        random: @escaping @Sendable (ClosedRange<Int>) -> Int = { Int.random(in: $0) }
    ) {
        self.entry = entry
        self.zone = zone
        self.random = random
        planned = now
        self.isAtStart = isAtStart && entry.runsAtStart
        regular = now
        if !self.isAtStart { plan(after: now) }
    }

    /// When the next turn comes, in microseconds since 1970; nil: never again.
    package var due: Int64? { [regular, owed, explicit].compactMap(\.self).min() }

    /// The next of the entry's further runs.
    private var explicit: Int64? { entry.runs.map(zone.moment).filter { $0 > planned }.min() }

    /// Takes over an entry that differs in single turns only: the next turn of its timing stays where it is.
    package mutating func adopt(_ other: ScheduleEntry) { entry = other }

    /// - Returns: nil while it is not the job's turn. Otherwise the next turn is planned.
    package mutating func turn(at now: Int64) -> Turn? {
        // The clock was set back: what was planned by the old one is planned anew.
        if now < planned { plan(after: now) }
        guard let due, due <= now else { return nil }
        let further = [owed, explicit].compactMap(\.self).filter { $0 <= now }.max()
        let own = regular.flatMap { $0 <= now ? $0 : nil }
        let wasAtStart = isAtStart
        isAtStart = false
        owed = nil
        if own != nil { plan(after: now) } else { planned = now }
        if !entry.isEnabled { return .skip("disabled") }
        if wasAtStart { return .run }
        // What was asked for by its moment runs also when a turn that is left out comes with it.
        let moment = further ?? own ?? now
        if further != nil || isForAMoment, now - moment > Self.lateness { return .skip("missed") }
        if let reason = refusal(at: now) {
            if reason == "in_skip_range", entry.runsAfterSkippedRange { owed = endOfSkippedRange(now) }
            return .skip(reason)
        }
        return further == nil && isLeftOut(moment) ? .skip("skip_explicit") : .run
    }

    private func isLeftOut(_ moment: Int64) -> Bool {
        entry.skips.map(zone.moment).contains { (0...1_000_000).contains(moment - $0) }
    }

    /// The moment after the range that it is in now.
    private func endOfSkippedRange(_ now: Int64) -> Int64? {
        guard let end = entry.skippedRange?.end.resolved(at: zone.local(now)) else { return nil }
        let moment = zone.moment(end)
        return (moment < now ? moment + 86_400_000_000 : moment) + 1_000_000
    }

    private var isForAMoment: Bool {
        switch entry.timing {
        case .once, .when: true
        case .interval, .cron: false
        }
    }

    private mutating func plan(after now: Int64) {
        planned = now
        guard let next = entry.next(after: zone.local(now)) else { return regular = nil }
        let moment: Int64
        if case .interval(let seconds) = entry.timing {
            moment = now + Int64(seconds) * 1_000_000
        } else {
            moment = max(zone.moment(next), now + 1)
        }
        regular = moment + Int64(splay) * 1_000_000
    }

    private var splay: Int {
        switch entry.splay {
        case .upTo(let most): random(1...max(1, most))
        case .between(let least, let most): random(least...most)
        case nil: 0
        }
    }

    private func refusal(at now: Int64) -> String? {
        let time = zone.local(now)
        if let range = entry.range {
            let isInside = range.contains(time)
            if range.isInverted ? isInside : !isInside { return range.isInverted ? "in_skip_range" : "not_in_range" }
        }
        if let range = entry.skippedRange, range.contains(time) { return "in_skip_range" }
        if let until = entry.until, until.resolved(at: time) <= time { return "until_passed" }
        if let after = entry.after, after.resolved(at: time) >= time { return "after_not_passed" }
        return nil
    }
}

extension ScheduleEntry.Span {
    /// One that ends before it begins goes over midnight.
    package func contains(_ time: CivilTime) -> Bool {
        let (start, end) = (start.resolved(at: time), end.resolved(at: time))
        return start <= end ? start <= time && time <= end : time >= start || time <= end
    }
}
