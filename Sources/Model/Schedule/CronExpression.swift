package import Values

/// When a cron table would start something: minute, hour, day of month, month, day of week.
///
/// As in crontab(5), a day is right when it fits either of the two day fields, if both restrict it.
package struct CronExpression: Sendable, Hashable, CustomStringConvertible {
    /// No combination of month, day and weekday that exists at all is further away than this.
    private static let horizon = 366 * 28 + 7

    private static let nicknames = [
        "@yearly": "0 0 1 1 *", "@annually": "0 0 1 1 *", "@monthly": "0 0 1 * *", "@weekly": "0 0 * * 0",
        "@daily": "0 0 * * *", "@midnight": "0 0 * * *", "@hourly": "0 * * * *",
    ]

    package let description: String
    private let minutes: [Int]
    private let hours: [Int]
    private let days: CronField
    private let months: Set<Int>
    private let weekdays: CronField

    /// - Throws: a `Diagnostic` about the number of fields, or about the field that can't be read.
    package init(_ text: String) throws(Diagnostic) {
        description = text
        let known = Self.nicknames[text.lowercased()]
        let fields = (known ?? text).split(whereSeparator: \.isWhitespace)
        guard fields.count == 5 else {
            if text.hasPrefix("@") {
                throw Diagnostic(
                    "'\(text)' is not a cron expression",
                    hint: NearestName.hint(for: text, among: Self.nicknames.keys.sorted()))
            }
            throw Diagnostic(
                "'\(text)' is not a cron expression: it has \(fields.count) fields, not 5",
                hint: "minute, hour, day of month, month, day of week: '*/15 8-18 * * mon-fri'")
        }
        minutes = try CronField(fields[0], unit: .minute).values.sorted()
        hours = try CronField(fields[1], unit: .hour).values.sorted()
        days = try CronField(fields[2], unit: .day)
        months = try CronField(fields[3], unit: .month).values
        weekdays = try CronField(fields[4], unit: .weekday)
        guard next(after: CivilTime(year: 2000, month: 1, day: 1)) != nil else {
            throw Diagnostic("'\(text)' is a date that never comes")
        }
    }

    /// The first full minute later than `time` that fits; nil when none ever does.
    package func next(after time: CivilTime) -> CivilTime? {
        for count in 0..<Self.horizon {
            let day = time.startOfDay(addingDays: count)
            guard fits(day) else { continue }
            for hour in hours where count > 0 || hour >= time.hour {
                for minute in minutes where count > 0 || hour > time.hour || minute > time.minute {
                    return CivilTime(
                        year: day.year, month: day.month, day: day.day, hour: hour, minute: minute)
                }
            }
        }
        return nil
    }

    private func fits(_ day: CivilTime) -> Bool {
        guard months.contains(day.month) else { return false }
        let isLast = days.includesLastDay && day.day == CivilTime.daysInMonth(day.month, of: day.year)
        let fitsMonth = isLast || days.values.contains(day.day)
        let fitsWeek = weekdays.values.contains(day.weekday)
        if days.isAny(beside: weekdays) || weekdays.isAny(beside: days) { return fitsMonth && fitsWeek }
        return fitsMonth || fitsWeek
    }
}
