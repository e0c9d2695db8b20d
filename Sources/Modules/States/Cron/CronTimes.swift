/// Times of a job that are drawn by lot: `random`, and `5:20` for one of a range.
enum CronTimes {
    /// The fields with every lot drawn: minute, hour, day of the month, month, day of the week.
    static func settled(_ times: [String]) -> [String] {
        guard times.count == 5 else { return times }
        var settled = times
        for (index, range) in [(0, 0...59), (1, 0...23), (3, 1...12), (4, 0...6)] {
            settled[index] = drawn(times[index], from: range)
        }
        if times[2] == "random" { settled[2] = drawn("random", from: 1...lastDay(ofMonth: settled[3])) }
        return settled
    }

    private static func drawn(_ text: String, from range: ClosedRange<Int>) -> String {
        if text == "random" { return String(Int.random(in: range)) }
        return Self.range(text).map { String(Int.random(in: $0)) } ?? text
    }

    /// The numbers of `5:20`; nil for anything else.
    static func range(_ text: String) -> ClosedRange<Int>? {
        let ends = text.split(separator: ":", omittingEmptySubsequences: false).map { Int($0) }
        guard ends.count == 2, let first = ends[0], let second = ends[1] else { return nil }
        return min(first, second)...max(first, second)
    }

    /// A day that every such month has.
    private static func lastDay(ofMonth month: String) -> Int {
        switch month {
        case "1", "3", "5", "7", "8", "10", "12": 31
        case "4", "6", "9", "11": 30
        default: 28
        }
    }
}
