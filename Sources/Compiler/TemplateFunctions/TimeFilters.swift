import Jinja
import Model
import Values

/// `strftime` and its other name `date_format`: times in UTC, from seconds since 1970 or from ISO text.
enum TimeFilters {
    static func all(now: (@Sendable () -> Int64)?) -> [String: TemplateFilter] {
        let format: TemplateFilter = { value, arguments in
            let pattern = try arguments.argument(0, "fmt").text(or: "%Y-%m-%d")
            return .string(text(try moment(value, now), pattern))
        }
        return ["strftime": format, "date_format": format]
    }

    private static func moment(_ value: Object, _ now: (@Sendable () -> Int64)?) throws -> CivilTime {
        if let number = value.number { return CivilTime(microseconds: Int64(number * 1_000_000)) }
        let text = value.text ?? ""
        if value.isNone || text == "" || text == "now" {
            guard let now else { throw Failure("the current time is not available here") }
            return CivilTime(microseconds: now())
        }
        if let seconds = Double(text) { return CivilTime(microseconds: Int64(seconds * 1_000_000)) }
        guard let time = parse(text) else {
            throw Failure("'\(text)' is not a time", hint: "write it like 2024-05-31 or 2024-05-31T13:45:00")
        }
        return time
    }

    /// `YYYY-mm-dd`, optionally followed by a time.
    private static func parse(_ text: String) -> CivilTime? {
        let numbers = text.split { !$0.isASCII || !$0.isNumber }.compactMap { Int($0) }
        guard numbers.count >= 3, (1...12).contains(numbers[1]), (1...31).contains(numbers[2]) else { return nil }
        var time = CivilTime(microseconds: 0)
        (time.year, time.month, time.day) = (numbers[0], numbers[1], numbers[2])
        if numbers.count > 3 { time.hour = numbers[3] }
        if numbers.count > 4 { time.minute = numbers[4] }
        if numbers.count > 5 { time.second = numbers[5] }
        return time
    }

    private static func text(_ time: CivilTime, _ pattern: String) -> String {
        var result = ""
        var scalars = pattern.makeIterator()
        while let character = scalars.next() {
            guard character == "%", let directive = scalars.next() else {
                result.append(character)
                continue
            }
            result += field(directive, of: time) ?? "%\(directive)"
        }
        return result
    }

    private static func field(_ directive: Character, of time: CivilTime) -> String? {
        switch directive {
        case "Y": padded(time.year, 4)
        case "m": padded(time.month, 2)
        case "d": padded(time.day, 2)
        case "H": padded(time.hour, 2)
        case "M": padded(time.minute, 2)
        case "S": padded(time.second, 2)
        case "f": padded(time.microsecond, 6)
        case "y": padded(time.year % 100, 2)
        case "F": text(time, "%Y-%m-%d")
        case "T": text(time, "%H:%M:%S")
        case "b": months[time.month - 1].prefix(3).description
        case "B": months[time.month - 1]
        case "Z": "UTC"
        case "%": "%"
        default: nil
        }
    }

    private static let months = [
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
        "December",
    ]

    private static func padded(_ number: Int, _ width: Int) -> String {
        let text = String(number)
        return String(repeating: "0", count: max(0, width - text.count)) + text
    }
}
