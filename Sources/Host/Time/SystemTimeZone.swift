import Glibc
package import Model

extension TimeZoneRules {
    /// The time zone of this machine, also after it was changed.
    package static let system = TimeZoneRules(
        local: { microseconds in
            tzset()
            var seconds = time_t((Double(microseconds) / 1_000_000).rounded(.down))
            let rest = Int(microseconds - Int64(seconds) * 1_000_000)
            var fields = tm()
            localtime_r(&seconds, &fields)
            return CivilTime(
                year: Int(fields.tm_year) + 1900, month: Int(fields.tm_mon) + 1, day: Int(fields.tm_mday),
                hour: Int(fields.tm_hour), minute: Int(fields.tm_min), second: Int(min(fields.tm_sec, 59)),
                microsecond: rest)
        },
        moment: { time in
            tzset()
            var fields = tm()
            fields.tm_year = Int32(time.year - 1900)
            fields.tm_mon = Int32(time.month - 1)
            fields.tm_mday = Int32(time.day)
            fields.tm_hour = Int32(time.hour)
            fields.tm_min = Int32(time.minute)
            fields.tm_sec = Int32(time.second)
            fields.tm_isdst = -1
            return Int64(mktime(&fields)) * 1_000_000 + Int64(time.microsecond)
        })
}
