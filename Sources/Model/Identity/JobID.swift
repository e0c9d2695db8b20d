package import Values

/// The number of a job: its start in UTC as `YYYYmmddHHMMSSffffff`, 20 digits, as Salt's.
package struct JobID: Sendable, Hashable, Comparable, CustomStringConvertible {
    package let text: String

    package init(_ text: String) throws(Diagnostic) {
        guard text.utf8.count == 20, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
            throw Diagnostic(
                "'\(text.prefix(64))' is not a job id", hint: "a jid has 20 digits; see `pigeon jobs list`")
        }
        self.text = text
    }

    /// The id of a job that starts at `microseconds` since 1970.
    package init(microseconds: Int64) {
        let time = CivilTime(microseconds: microseconds)
        text =
            CivilTime.padded(time.year, 4) + CivilTime.padded(time.month, 2) + CivilTime.padded(time.day, 2)
            + CivilTime.padded(time.hour, 2)
            + CivilTime.padded(time.minute, 2) + CivilTime.padded(time.second, 2)
            + CivilTime.padded(time.microsecond, 6)
    }

    package var description: String { text }
    package static func < (a: JobID, b: JobID) -> Bool { a.text < b.text }
}

extension JobID {
    /// When it began, since 1970.
    package var microseconds: Int64 {
        var time = CivilTime(microseconds: 0)
        time.year = field(0, 4)
        time.month = field(4, 2)
        time.day = field(6, 2)
        time.hour = field(8, 2)
        time.minute = field(10, 2)
        time.second = field(12, 2)
        time.microsecond = field(14, 6)
        return time.microseconds
    }

    private func field(_ start: Int, _ length: Int) -> Int { Int(text.dropFirst(start).prefix(length)) ?? 0 }

    /// When it began, for people: `2026, Nov 20 23:26:05.080258` (UTC).
    package var startTime: String {
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        let month = months[max(0, min(11, field(4, 2) - 1))]
        let digits = Array(text)
        let time =
            "\(String(digits[8..<10])):\(String(digits[10..<12])):\(String(digits[12..<14])).\(String(digits[14...]))"
        return "\(field(0, 4)), \(month) \(String(digits[6..<8])) \(time)"
    }
}
