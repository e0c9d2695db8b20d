import Values

extension ScheduleEntry.Timing {
    /// Seconds: no interval and no wait is longer than a hundred years.
    static let longest = 100 * 366 * 86_400

    private static let units = [("seconds", 1), ("minutes", 60), ("hours", 3600), ("days", 86_400)]

    var isInterval: Bool { if case .interval = self { true } else { false } }

    /// - Parameters:
    ///   - map: the entry.
    ///   - whens: names for moments.
    init(_ map: ValueMap, _ whens: ValueMap) throws(Diagnostic) {
        let units = Self.units.filter { map[$0.0].map { !$0.isNull } ?? false }
        let others = ["cron", "when", "once"].filter { map[$0].map { !$0.isNull } ?? false }
        guard others.count < 2, others.isEmpty || units.isEmpty else {
            let all = units.map { "'\($0.0)'" } + others.map { "'\($0)'" }
            throw Diagnostic("\(all.joined(separator: ", ")) can't be used together")
        }
        switch others.first {
        case "cron": self = .cron(try CronExpression(map["cron"]?.scalarText ?? ""))
        case "when": self = .when(try Self.moments(map["when"] ?? .null, whens))
        case "once":
            let pattern = TimePattern(map["once_fmt"]?.string ?? TimePattern.standard)
            self = .once(try pattern.read(map["once"]?.scalarText ?? ""))
        default: self = .interval(try Self.seconds(units, of: map))
        }
    }

    private static func moments(_ value: Value, _ whens: ValueMap) throws(Diagnostic) -> [WrittenMoment] {
        var moments: [WrittenMoment] = []
        for value in value.list ?? [value] {
            let named = value.scalarText.flatMap { whens[$0] } ?? value
            if let moment = try WrittenMoment.read(named, "when") { moments.append(moment) }
        }
        guard !moments.isEmpty else { throw Diagnostic("'when' names no moment", hint: WrittenMoment.hint) }
        return moments
    }

    private static func seconds(_ units: [(String, Int)], of map: ValueMap) throws(Diagnostic) -> Int {
        guard !units.isEmpty else {
            throw Diagnostic("it is never due", hint: "give seconds, minutes, hours, days, cron, when or once")
        }
        var seconds = 0
        for (unit, factor) in units {
            guard let number = map[unit]?.double ?? map[unit]?.string.flatMap({ Double($0) }), number >= 0 else {
                throw Diagnostic("'\(unit)' must be a number")
            }
            guard number * Double(factor) <= Double(longest) else {
                throw Diagnostic("'\(unit)' is more than a hundred years")
            }
            seconds += Int(number * Double(factor))
        }
        guard seconds > 0 else {
            let all = units.map { "'\($0.0)' is \(map[$0.0]?.scalarText ?? "")" }
            throw Diagnostic(
                "\(all.joined(separator: " and ")), which is less than a second",
                hint: "give 1 second or more; 'enabled: False' keeps a job from running")
        }
        return seconds
    }
}

extension WrittenMoment {
    /// Nil where there is none.
    ///
    /// - Parameter key: what the value stands under, for the message.
    static func read(_ value: Value?, _ key: String) throws(Diagnostic) -> WrittenMoment? {
        guard let value, !value.isNull else { return nil }
        if let text = value.string { return try WrittenMoment(text) }
        throw Diagnostic("'\(key)' must be text", hint: value.int.flatMap(quotingHint) ?? hint)
    }

    /// A time without quotes is a number to YAML: `17:30` is 17 times 60 and 30.
    private static func quotingHint(_ number: Int) -> String? {
        let (most, rest) = (number / 60, number % 60)
        let time: String? =
            switch number {
            case 60..<1440: "\(most):\(two(rest))"
            case 3600..<86_400: "\(most / 60):\(two(most % 60)):\(two(rest))"
            default: nil
            }
        return time.map { "YAML reads \($0) as the number \(number): write it in quotes" }
    }

    private static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
