package import Values

/// A date and time as people write them in schedules: `5:00pm`, `Monday 8am`, `2026-12-01 17:00`, `Dec 1 2026 5pm`.
///
/// What is not written is taken from the day on which it is read, as python-dateutil does it: a time alone is a time of
/// that day, a weekday the first one from that day on.
package struct WrittenMoment: Sendable, Hashable, CustomStringConvertible {
    private enum Day: Sendable, Hashable {
        case any
        /// 0 is Sunday.
        case weekday(Int)
        /// Without a year it comes back every year.
        case date(year: Int?, month: Int, day: Int)
    }

    package let description: String
    private let day: Day
    private let seconds: Int

    /// - Throws: a `Diagnostic` with the word that can't be read.
    package init(_ text: String) throws(Diagnostic) {
        var reader = WrittenMomentReader(text)
        try reader.read()
        description = text
        seconds = reader.seconds ?? 0
        if let month = reader.month, let day = reader.day {
            guard (1...12).contains(month), (1...31).contains(day),
                day <= CivilTime.daysInMonth(month, of: reader.year ?? 2000)
            else { throw Diagnostic("'\(text)' is a date that there is not") }
            self.day = .date(year: reader.year, month: month, day: day)
        } else if let weekday = reader.weekday, reader.year == nil, reader.month == nil {
            day = .weekday(weekday)
        } else if reader.seconds != nil, reader.year == nil, reader.month == nil {
            day = .any
        } else {
            throw Diagnostic("'\(text)' is neither a date nor a time", hint: Self.hint)
        }
    }

    static let hint = "write it as 17:00, 5:00pm, 'Monday 5:00pm' or 2026-12-01T17:00:00"

    /// The moment that is meant on the day of `now`.
    package func resolved(at now: CivilTime) -> CivilTime {
        switch day {
        case .any: moment(on: now.startOfDay())
        case .weekday(let wanted): moment(on: now.startOfDay(addingDays: (wanted - now.weekday + 7) % 7))
        case .date(let year, let month, let day):
            moment(on: CivilTime(year: year ?? now.year, month: month, day: day))
        }
    }

    /// The first moment later than `time`; nil when the only one is past.
    package func next(after time: CivilTime) -> CivilTime? {
        let first = resolved(at: time)
        if first > time { return first }
        switch day {
        case .any: return resolved(at: time.startOfDay(addingDays: 1))
        case .weekday: return resolved(at: first.startOfDay(addingDays: 1))
        case .date(nil, let month, _): return resolved(at: CivilTime(year: time.year + 1, month: month, day: 1))
        case .date: return nil
        }
    }

    private func moment(on day: CivilTime) -> CivilTime {
        CivilTime(year: day.year, month: day.month, day: day.day, second: seconds)
    }
}
