/// What turns moments into the fields of a local clock and back; schedules are written in local time.
package struct TimeZoneRules: Sendable {
    /// The local fields of a moment in microseconds since 1970.
    package let local: @Sendable (Int64) -> CivilTime
    /// The moment of local fields. One that the clock leaps over is the moment after the leap, as mktime(3) has it.
    package let moment: @Sendable (CivilTime) -> Int64

    package init(
        local: @escaping @Sendable (Int64) -> CivilTime, moment: @escaping @Sendable (CivilTime) -> Int64
    ) {
        self.local = local
        self.moment = moment
    }

    package static let utc = TimeZoneRules(local: { CivilTime(microseconds: $0) }, moment: \.microsecondsAsUTC)
}
