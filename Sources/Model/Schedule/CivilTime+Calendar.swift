extension CivilTime {
    /// A moment by its fields; those beyond their range carry over, so that day 32 is the 1st of the next month.
    package init(
        year: Int, month: Int, day: Int, hour: Int = 0, minute: Int = 0, second: Int = 0, microsecond: Int = 0
    ) {
        let days = Self.daysSinceEpoch(year: year, month: month, day: day)
        let seconds = ((days * 24 + hour) * 60 + minute) * 60 + second
        self.init(microseconds: Int64(seconds) * 1_000_000 + Int64(microsecond))
    }

    /// Microseconds since 1970, the fields read as UTC.
    package var microsecondsAsUTC: Int64 {
        let days = Self.daysSinceEpoch(year: year, month: month, day: day)
        let seconds = ((days * 24 + hour) * 60 + minute) * 60 + second
        return Int64(seconds) * 1_000_000 + Int64(microsecond)
    }

    /// 0 is Sunday.
    package var weekday: Int {
        let days = Self.daysSinceEpoch(year: year, month: month, day: day)
        return ((days + 4) % 7 + 7) % 7
    }

    /// Midnight at the beginning of the day that is so many days later.
    package func startOfDay(addingDays count: Int = 0) -> CivilTime {
        CivilTime(year: year, month: month, day: day + count)
    }

    package static func daysInMonth(_ month: Int, of year: Int) -> Int {
        daysSinceEpoch(year: year, month: month + 1, day: 1) - daysSinceEpoch(year: year, month: month, day: 1)
    }

    /// After Howard Hinnant's "chrono-compatible low-level date algorithms".
    private static func daysSinceEpoch(year: Int, month: Int, day: Int) -> Int {
        let months = month - 1
        let carried = months >= 0 ? months / 12 : (months - 11) / 12
        let month = months - carried * 12 + 1
        let shiftedYear = year + carried - (month <= 2 ? 1 : 0)
        let era = (shiftedYear >= 0 ? shiftedYear : shiftedYear - 399) / 400
        let yearOfEra = shiftedYear - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return era * 146_097 + dayOfEra - 719_468
    }
}

extension CivilTime: Comparable {
    package static func < (a: CivilTime, b: CivilTime) -> Bool { a.microsecondsAsUTC < b.microsecondsAsUTC }
}
