import Values

/// Takes the words of a written moment apart: which is the time, the weekday, the month, the day, the year.
struct WrittenMomentReader {
    private(set) var seconds: Int?
    private(set) var weekday: Int?
    private(set) var year: Int?
    private(set) var month: Int?
    private(set) var day: Int?
    private let text: String

    private static let weekdays = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"]
    private static let months = [
        "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
        "december",
    ]

    init(_ text: String) { self.text = text }

    mutating func read() throws(Diagnostic) {
        var words = text.lowercased().split { $0 == " " || $0 == "," || $0 == "\t" }[...]
        while let word = words.popFirst() {
            let half = words.first.flatMap { Self.halves[String($0)] }
            if half != nil, Self.isTime(word) || Int(word) != nil {
                words.removeFirst()
                try takeTime(word, half: half)
            } else {
                try take(word)
            }
        }
    }

    private static let halves = ["am": 0, "pm": 12, "a.m.": 0, "p.m.": 12]
    private static func isTime(_ word: Substring) -> Bool { word.contains(":") && !word.contains("t") }

    private mutating func take(_ word: Substring) throws(Diagnostic) {
        if let place = Self.place(of: word, in: Self.weekdays) { return weekday = place }
        if let place = Self.place(of: word, in: Self.months) { return month = place + 1 }
        if word.contains("t"), let split = word.firstIndex(of: "t"), word[..<split].contains("-") {
            try takeDate(word[..<split])
            return try takeTime(word[word.index(after: split)...], half: nil)
        }
        if let half = [("am", 0), ("pm", 12)].first(where: { word.hasSuffix($0.0) }) {
            return try takeTime(word.dropLast(2), half: half.1)
        }
        if word.contains(":") { return try takeTime(word, half: nil) }
        if word.contains("-") || word.contains("/") { return try takeDate(word) }
        try takeNumber(word)
    }

    /// A name in full or its first three letters or more.
    private static func place(of word: Substring, in names: [String]) -> Int? {
        let word = word.hasSuffix(".") ? word.dropLast() : word
        return word.count < 3 ? nil : names.firstIndex { $0.hasPrefix(word) }
    }

    /// `17`, `17:00`, `17:00:05`, fractions of a second dropped.
    private mutating func takeTime(_ word: Substring, half: Int?) throws(Diagnostic) {
        let whole = word.prefix { $0 != "." }
        let parts = whole.split(separator: ":", omittingEmptySubsequences: false).map { Int($0) }
        guard seconds == nil, (1...3).contains(parts.count), var hour = parts[0], parts.count > 1 || half != nil,
            parts.allSatisfy({ $0 != nil }), let minute = parts.count > 1 ? parts[1] : 0,
            let second = parts.count > 2 ? parts[2] : 0, (0...59).contains(minute), (0...59).contains(second)
        else { throw unreadable(word) }
        if let half {
            guard (1...12).contains(hour) else { throw unreadable(word) }
            hour = hour % 12 + half
        }
        guard (0...23).contains(hour) else { throw unreadable(word) }
        seconds = (hour * 60 + minute) * 60 + second
    }

    /// `2026-12-01`, or `12/01/2026` with the month first.
    private mutating func takeDate(_ word: Substring) throws(Diagnostic) {
        let numbers = word.split(omittingEmptySubsequences: false) { $0 == "-" || $0 == "/" }.map { Int($0) ?? -1 }
        guard numbers.count == 3, numbers.allSatisfy({ $0 > 0 }), year == nil, month == nil, day == nil else {
            throw unreadable(word)
        }
        if numbers[0] > 31 {
            (year, month, day) = (numbers[0], numbers[1], numbers[2])
        } else {
            (month, day, year) = (numbers[0], numbers[1], numbers[2])
        }
    }

    private mutating func takeNumber(_ word: Substring) throws(Diagnostic) {
        guard let number = Int(word.prefix { $0.isNumber }), number > 0 else { throw unreadable(word) }
        if number > 31, word.allSatisfy(\.isNumber), year == nil {
            year = number
        } else if day == nil, number <= 31, ["", "st", "nd", "rd", "th"].contains(word.drop { $0.isNumber }) {
            day = number
        } else {
            throw unreadable(word)
        }
    }

    private func unreadable(_ word: Substring) -> Diagnostic {
        Diagnostic("'\(word)' in '\(text)' is not part of a date or time", hint: WrittenMoment.hint)
    }
}
