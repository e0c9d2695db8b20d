package import Values

/// A pattern of strftime(3) with numbers only: `%Y-%m-%dT%H:%M:%S`.
package struct TimePattern: Sendable, Hashable {
    /// How schedules write times.
    package static let standard = "%Y-%m-%dT%H:%M:%S"

    private let pattern: String

    package init(_ pattern: String) { self.pattern = pattern }

    private static let widths: [Character: Int] = ["Y": 4, "m": 2, "d": 2, "H": 2, "M": 2, "S": 2]

    /// - Throws: when the text does not look like the pattern.
    package func read(_ text: String) throws(Diagnostic) -> CivilTime {
        var fields: [Character: Int] = [:]
        var rest = text[...]
        var letters = pattern[...]
        while let letter = letters.popFirst() {
            if letter == "%", let name = letters.popFirst(), let width = Self.widths[name] {
                let digits = rest.prefix(width).prefix { $0.isNumber }
                guard let number = Int(digits) else { throw misfit(text) }
                fields[name] = number
                rest = rest.dropFirst(digits.count)
            } else {
                guard rest.popFirst() == letter else { throw misfit(text) }
            }
        }
        let (year, month, day) = (fields["Y"] ?? 1900, fields["m"] ?? 1, fields["d"] ?? 1)
        let (hour, minute, second) = (fields["H"] ?? 0, fields["M"] ?? 0, fields["S"] ?? 0)
        guard rest.isEmpty, (1...12).contains(month), (1...CivilTime.daysInMonth(month, of: year)).contains(day),
            hour < 24, minute < 60, second < 60
        else { throw misfit(text) }
        return CivilTime(year: year, month: month, day: day, hour: hour, minute: minute, second: second)
    }

    /// The moment in the pattern's form.
    package func write(_ time: CivilTime) -> String {
        let fields: [Character: Int] = [
            "Y": time.year, "m": time.month, "d": time.day, "H": time.hour, "M": time.minute, "S": time.second,
        ]
        var text = ""
        var letters = pattern[...]
        while let letter = letters.popFirst() {
            if letter == "%", let name = letters.popFirst(), let number = fields[name], let width = Self.widths[name] {
                text += CivilTime.padded(number, width)
            } else {
                text.append(letter)
            }
        }
        return text
    }

    private func misfit(_ text: String) -> Diagnostic { Diagnostic("'\(text)' is not a time like '\(pattern)'") }
}
