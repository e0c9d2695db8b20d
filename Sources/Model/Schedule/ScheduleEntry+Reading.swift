package import Values

extension ScheduleEntry {
    /// The keys of an entry. `returner`, `return_config`, `return_kwargs` and `metadata` have no effect.
    package static let keys =
        [
            "function", "func", "fun", "name", "args", "job_args", "kwargs", "job_kwargs", "seconds", "minutes",
            "hours",
            "days", "cron", "when", "once", "once_fmt", "splay", "run_on_start", "enabled", "maxrunning", "jid_include",
            "return_job", "range", "skip_during_range", "until", "after", "dry_run", "returner", "return_config",
            "return_kwargs", "metadata", "saved", "run_after_skip_range",
        ] + explicitKeys

    /// The keys that a postponed or skipped turn is noted by: they change single turns and not when turns come.
    package static let explicitKeys = ["skip_explicit", "run_explicit"]

    /// The keys of a schedule that are no entries.
    package static let settings = ["enabled", "splay", "skip_function", "skip_during_range"]

    private static let units = [("seconds", 1), ("minutes", 60), ("hours", 3600), ("days", 86_400)]

    /// - Parameters:
    ///   - whens: names for moments (`whens` of pillar and grains).
    ///   - schedule: the schedule that it is part of, for what that says of all entries.
    /// - Throws: a `Diagnostic` with the entry's name and what is wrong with it.
    package init(
        name: String, _ value: Value, whens: ValueMap = [:], in schedule: ValueMap = [:]
    ) throws(Diagnostic) {
        let place = "schedule:\(name)"
        guard let map = value.map else { throw Diagnostic("\(place) is a mapping, not \(value.kindName)") }
        for key in map.keyTexts where !Self.keys.contains(key) && !key.hasPrefix("_") {
            throw Diagnostic(
                "\(place) has the unknown key '\(key)'", hint: NearestName.hint(for: key, among: Self.keys))
        }
        do {
            timing = try Self.timing(map, whens)
            splay = try Self.splay(map["splay"] ?? schedule["splay"])
            range = try Self.span(map["range"], "range")
            skippedRange = try Self.span(map["skip_during_range"] ?? schedule["skip_during_range"], "skip_during_range")
            until = try Self.moment(map["until"], "until")
            after = try Self.moment(map["after"], "after")
            call = try Self.call(map)
            maximumRunning = try Self.maximumRunning(map)
            skips = try Self.moments(map["skip_explicit"], "skip_explicit")
            runs = try Self.moments(map["run_explicit"], "run_explicit")
        } catch {
            throw Diagnostic("\(place): \(error.message)", hint: error.hint)
        }
        self.name = map["name"]?.scalarText ?? name
        if case .interval = timing {
            runsAtStart = map["run_on_start"]?.isTruthy ?? true
        } else {
            runsAtStart = map["run_on_start"]?.isTruthy ?? false
        }
        isEnabled = map["enabled"]?.isTruthy ?? true
        returnsToMaster = map["return_job"]?.isTruthy ?? true
        isDryRun = map["dry_run"]?.isTruthy ?? false
        runsAfterSkippedRange = map["run_after_skip_range"]?.isTruthy ?? false
    }

    private static func call(_ map: ValueMap) throws(Diagnostic) -> FunctionCall {
        guard let function = (map["function"] ?? map["func"] ?? map["fun"])?.string else {
            throw Diagnostic("there is no 'function'")
        }
        let arguments = map["args"] ?? map["job_args"] ?? .null
        let keywords = map["kwargs"] ?? map["job_kwargs"] ?? .null
        guard arguments.isNull || arguments.list != nil else {
            throw Diagnostic("'job_args' is a list, not \(arguments.kindName)")
        }
        guard keywords.isNull || keywords.map != nil else {
            throw Diagnostic("'job_kwargs' is a mapping, not \(keywords.kindName)")
        }
        return FunctionCall(
            try FunctionName(function), arguments: arguments.list ?? [], keywords: keywords.map ?? [:])
    }

    private static func timing(_ map: ValueMap, _ whens: ValueMap) throws(Diagnostic) -> Timing {
        let units = units.filter { map[$0.0].map { !$0.isNull } ?? false }
        let others = ["cron", "when", "once"].filter { map[$0].map { !$0.isNull } ?? false }
        guard others.count < 2, others.isEmpty || units.isEmpty else {
            let all = units.map { "'\($0.0)'" } + others.map { "'\($0)'" }
            throw Diagnostic("\(all.joined(separator: ", ")) can't be used together")
        }
        switch others.first {
        case "cron": return .cron(try CronExpression(map["cron"]?.scalarText ?? ""))
        case "when":
            var moments: [WrittenMoment] = []
            for value in map["when"]?.list ?? [map["when"] ?? .null] {
                let named = value.scalarText.flatMap { whens[$0] } ?? value
                if let moment = try moment(named, "when") { moments.append(moment) }
            }
            return .when(moments)
        case "once": return .once(try once(map))
        default:
            var seconds = 0
            for (unit, factor) in units {
                guard let number = map[unit]?.double ?? map[unit]?.string.flatMap({ Double($0) }), number >= 0 else {
                    throw Diagnostic("'\(unit)' must be a number")
                }
                seconds += Int(number * Double(factor))
            }
            guard seconds > 0 else {
                throw Diagnostic(
                    "it is never due", hint: "give seconds, minutes, hours, days, cron, when or once")
            }
            return .interval(seconds)
        }
    }

    private static func once(_ map: ValueMap) throws(Diagnostic) -> CivilTime {
        let text = map["once"]?.scalarText ?? ""
        return try TimePattern(map["once_fmt"]?.string ?? TimePattern.standard).read(text)
    }

    /// Reads `[{time, time_fmt}]`.
    private static func moments(_ value: Value?, _ key: String) throws(Diagnostic) -> [CivilTime] {
        guard let value, !value.isNull else { return [] }
        guard let list = value.list else { throw Diagnostic("'\(key)' is a list, not \(value.kindName)") }
        var moments: [CivilTime] = []
        for item in list {
            guard let text = item["time"]?.scalarText else {
                throw Diagnostic("'\(key)' has an entry without a 'time'")
            }
            moments.append(try TimePattern(item["time_fmt"]?.string ?? TimePattern.standard).read(text))
        }
        return moments
    }

    private static func moment(_ value: Value?, _ key: String) throws(Diagnostic) -> WrittenMoment? {
        guard let value, !value.isNull else { return nil }
        if case .string(let text) = value { return try WrittenMoment(text) }
        throw Diagnostic(
            "'\(key)' must be text", hint: "YAML reads 17:30 as the number 1050: write it in quotes")
    }

    private static func span(_ value: Value?, _ key: String) throws(Diagnostic) -> Span? {
        guard let value, !value.isNull else { return nil }
        guard let start = try moment(value["start"], "\(key):start"), let end = try moment(value["end"], "\(key):end")
        else { throw Diagnostic("'\(key)' must be a mapping with 'start' and 'end'") }
        return Span(start: start, end: end, isInverted: value["invert"]?.isTruthy ?? false)
    }

    private static func splay(_ value: Value?) throws(Diagnostic) -> Splay? {
        guard let value, value.isTruthy else { return nil }
        if let duration = Duration(salt: value) { return .upTo(max(1, Int(duration.seconds))) }
        guard let start = value["start"]?.int, let end = value["end"]?.int, start >= 0, end >= start else {
            throw Diagnostic("'splay' must be a number of seconds, or a mapping with 'start' and a later 'end'")
        }
        return .between(start, end)
    }

    private static func maximumRunning(_ map: ValueMap) throws(Diagnostic) -> Int? {
        if map["jid_include"]?.isTruthy == false { return nil }
        guard let value = map["maxrunning"], !value.isNull else { return 1 }
        guard let number = value.int, number > 0 else { throw Diagnostic("'maxrunning' must be 1 or more") }
        return number
    }
}
