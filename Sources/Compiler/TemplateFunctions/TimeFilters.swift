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
        case "z": "+0000"
        case "e": String(repeating: " ", count: time.day < 10 ? 1 : 0) + String(time.day)
        case "I": padded((time.hour + 11) % 12 + 1, 2)
        case "p": time.hour < 12 ? "AM" : "PM"
        case "j": padded(dayOfYear(time), 3)
        case "a": weekdays[weekday(time)].prefix(3).description
        case "A": weekdays[weekday(time)]
        case "w": String(weekday(time))
        case "%": "%"
        default: nil
        }
    }

    private static let months = [
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
        "December",
    ]

    private static let weekdays = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"]

    private static func dayOfYear(_ time: CivilTime) -> Int {
        let isLeap = time.year % 4 == 0 && (time.year % 100 != 0 || time.year % 400 == 0)
        let lengths = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        return lengths.prefix(time.month - 1).reduce(time.day, +)
    }

    /// Days since Sunday. The first of January of a year is that of the year before, one or two days on.
    private static func weekday(_ time: CivilTime) -> Int {
        let before = time.year - 1
        return (1 + before + before / 4 - before / 100 + before / 400 + dayOfYear(time) - 1) % 7
    }

    private static func padded(_ number: Int, _ width: Int) -> String {
        let text = String(number)
        return String(repeating: "0", count: max(0, width - text.count)) + text
    }
}
