import Values

/// One field of a cron expression: numbers, names, ranges, steps and lists of them.
struct CronField: Sendable, Hashable {
    /// What a field counts.
    enum Unit: String, Sendable {
        case minute, hour, day, month, weekday

        var range: ClosedRange<Int> {
            switch self {
            case .minute: 0...59
            case .hour: 0...23
            case .day: 1...31
            case .month: 1...12
            // 7 is Sunday, too.
            case .weekday: 0...7
            }
        }

        var names: [String] {
            switch self {
            case .month: ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
            case .weekday: ["sun", "mon", "tue", "wed", "thu", "fri", "sat"]
            case .minute, .hour, .day: []
            }
        }
    }

    private(set) var values: Set<Int> = []
    /// `l` in the field of days: the last one of the month.
    private(set) var includesLastDay = false
    /// `*` stands alone in the list: the field restricts nothing.
    let isAny: Bool
    /// `*` stands somewhere, as in `*/2`.
    let hasStar: Bool
    private let unit: Unit

    /// - Throws: a `Diagnostic` that names the field and the part that can't be read.
    init(_ text: Substring, unit: Unit) throws(Diagnostic) {
        self.unit = unit
        let parts = text.split(separator: ",", omittingEmptySubsequences: false)
        isAny = parts.contains("*")
        hasStar = text.contains("*")
        for part in parts { try add(part) }
    }

    /// Whether the field restricts nothing beside another: all days by their numbers count as a restriction (`1-31`), but
    /// not beside a field with a `*`.
    func isAny(beside other: CronField) -> Bool {
        isAny || other.hasStar && values.count == (unit == .weekday ? 7 : unit.range.count)
    }

    private mutating func add(_ part: Substring) throws(Diagnostic) {
        if unit == .day, part.lowercased() == "l" {
            includesLastDay = true
            return
        }
        let halves = part.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        let step = try halves.count == 2 ? number(halves[1], in: part, allowed: 1...Int.max, named: []) : 1
        let (low, high) = try bounds(halves[0], hasStep: halves.count == 2, in: part)
        for value in Self.sequence(from: low, through: high, by: step, over: unit) {
            values.insert(unit == .weekday ? value % 7 : value)
        }
    }

    private func bounds(_ text: Substring, hasStep: Bool, in part: Substring) throws(Diagnostic) -> (Int, Int) {
        let last = unit == .weekday ? 6 : unit.range.upperBound
        if text == "*" { return (unit.range.lowerBound, last) }
        let ends = text.split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
        let low = try number(ends[0], in: part, allowed: unit.range, named: unit.names)
        guard ends.count == 2 else { return (low, hasStep ? last : low) }
        return (low, try number(ends[1], in: part, allowed: unit.range, named: unit.names))
    }

    /// A range that ends before it begins goes round: `fri-mon`, `22-2`.
    private static func sequence(from low: Int, through high: Int, by step: Int, over unit: Unit) -> [Int] {
        if low <= high { return Array(stride(from: low, through: high, by: step)) }
        let first = unit.range.lowerBound
        let count = (unit == .weekday ? 7 : unit.range.upperBound - first + 1)
        return stride(from: low, through: high + count, by: step).map { ($0 - first) % count + first }
    }

    private func number(
        _ text: Substring, in part: Substring, allowed: ClosedRange<Int>, named names: [String]
    ) throws(Diagnostic) -> Int {
        if let place = names.firstIndex(of: text.lowercased()) { return place + unit.range.lowerBound }
        guard let number = Int(text), text.allSatisfy(\.isNumber) else {
            throw Diagnostic(
                "'\(part)' is not a \(unit.rawValue) of a cron expression",
                hint: NearestName.hint(for: text.lowercased(), among: names))
        }
        guard allowed.contains(number) else {
            let limit = allowed.upperBound == .max ? "1 or more" : "\(allowed.lowerBound) to \(allowed.upperBound)"
            throw Diagnostic("'\(part)' is not a \(unit.rawValue) of a cron expression: \(number) is not \(limit)")
        }
        return number
    }
}
