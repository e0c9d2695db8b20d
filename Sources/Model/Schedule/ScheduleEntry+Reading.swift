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
            timing = try Timing(map, whens)
            splay = try Self.splay(map["splay"] ?? schedule["splay"])
            range = try Self.span(map["range"], "range")
            skippedRange = try Self.span(map["skip_during_range"] ?? schedule["skip_during_range"], "skip_during_range")
            until = try WrittenMoment.read(map["until"], "until")
            after = try WrittenMoment.read(map["after"], "after")
            call = try Self.call(map)
            maximumRunning = try Self.maximumRunning(map)
            skips = try Self.moments(map["skip_explicit"], "skip_explicit")
            runs = try Self.moments(map["run_explicit"], "run_explicit")
            runsAtStart = try map.flag("run_on_start", default: timing.isInterval)
            isEnabled = try map.flag("enabled", default: true)
            returnsToMaster = try map.flag("return_job", default: true)
            isDryRun = try map.flag("dry_run", default: false)
            runsAfterSkippedRange = try map.flag("run_after_skip_range", default: false)
        } catch {
            throw Diagnostic("\(place): \(error.message)", hint: error.hint)
        }
        self.name = map["name"]?.scalarText ?? name
    }

    private static func call(_ map: ValueMap) throws(Diagnostic) -> FunctionCall {
        guard let function = (map["function"] ?? map["func"] ?? map["fun"])?.string else {
            throw Diagnostic("there is no 'function'")
        }
        let (argumentsKey, arguments) = try either("args", or: "job_args", of: map)
        let (keywordsKey, keywords) = try either("kwargs", or: "job_kwargs", of: map)
        guard arguments.isNull || arguments.list != nil else {
            throw Diagnostic("'\(argumentsKey)' is a list, not \(arguments.kindName)")
        }
        guard keywords.isNull || keywords.map != nil else {
            throw Diagnostic("'\(keywordsKey)' is a mapping, not \(keywords.kindName)")
        }
        return FunctionCall(
            try FunctionName(function), arguments: arguments.list ?? [], keywords: keywords.map ?? [:])
    }

    /// What stands under one of two names of the same key, with that name; null where there is neither.
    private static func either(
        _ key: String, or other: String, of map: ValueMap
    ) throws(Diagnostic) -> (key: String, value: Value) {
        let (value, second) = (map[key] ?? .null, map[other] ?? .null)
        guard value.isNull || second.isNull else { throw Diagnostic("'\(key)' and '\(other)' can't be used together") }
        return value.isNull ? (other, second) : (key, value)
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

    static func span(_ value: Value?, _ key: String) throws(Diagnostic) -> Span? {
        guard let value, !value.isNull else { return nil }
        guard let start = try WrittenMoment.read(value["start"], "\(key):start"),
            let end = try WrittenMoment.read(value["end"], "\(key):end")
        else { throw Diagnostic("'\(key)' must be a mapping with 'start' and 'end'") }
        return Span(start: start, end: end, isInverted: try value.map?.flag("invert", in: key, default: false) ?? false)
    }

    static func splay(_ value: Value?) throws(Diagnostic) -> Splay? {
        guard let value, value.isTruthy else { return nil }
        if let duration = Duration(salt: value) { return .upTo(max(1, Int(duration.seconds))) }
        guard let start = value["start"]?.int, let end = value["end"]?.int, start >= 0, end >= start,
            end <= Timing.longest
        else {
            throw Diagnostic("'splay' must be a number of seconds, or a mapping with 'start' and a later 'end'")
        }
        return .between(start, end)
    }

    private static func maximumRunning(_ map: ValueMap) throws(Diagnostic) -> Int? {
        guard try map.flag("jid_include", default: true) else { return nil }
        guard let value = map["maxrunning"], !value.isNull else { return 1 }
        guard let number = value.int, number > 0 else { throw Diagnostic("'maxrunning' must be 1 or more") }
        return number
    }
}

extension ValueMap {
    /// An empty one is refused, too: a job whose `enabled` was emptied is not one that is to run.
    ///
    /// - Parameter parent: the key that it stands below.
    func flag(_ key: String, in parent: String? = nil, default standard: Bool) throws(Diagnostic) -> Bool {
        guard let value = self[key] else { return standard }
        if let flag = value.bool { return flag }
        let place = parent.map { "\($0):\(key)" } ?? key
        let found = value.string.map { "'\($0)'" } ?? value.kindName
        throw Diagnostic("'\(place)' must be a boolean, not \(found)", hint: "write True or False, without quotes")
    }
}
