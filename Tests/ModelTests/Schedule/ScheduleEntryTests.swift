import Model
import Testing
import Values

struct ScheduleEntryTests {
    @Test func `units add up, and arguments have two names`() throws {
        let entry = try ScheduleEntry(
            name: "a",
            [
                "function": "state.apply", "minutes": 1, "seconds": 30, "job_args": ["web"],
                "job_kwargs": ["test": true],
                "splay": ["start": 5, "end": 9], "maxrunning": 2,
            ])
        #expect(entry.timing == .interval(90))
        #expect(entry.call == FunctionCall("state.apply", arguments: ["web"], keywords: ["test": true]))
        #expect(entry.splay == .between(5, 9))
        #expect(entry.maximumRunning == 2)
        #expect(entry.runsAtStart)
    }

    @Test func `only an interval runs at the start unless it is asked for`() throws {
        let cron = try ScheduleEntry(name: "a", ["function": "test.ping", "cron": "0 3 * * *"])
        #expect(!cron.runsAtStart)
        let asked = try ScheduleEntry(
            name: "a", ["function": "test.ping", "cron": "0 3 * * *", "run_on_start": true])
        #expect(asked.runsAtStart)
    }

    @Test func `a name for a moment is looked up`() throws {
        let entry = try ScheduleEntry(
            name: "a", ["function": "test.ping", "when": ["tea time", "9:00"]], whens: ["tea time": "5:00pm"])
        #expect(entry.timing == .when([try WrittenMoment("5:00pm"), try WrittenMoment("9:00")]))
    }

    @Test func `what holds for the whole schedule holds where an entry says nothing`() throws {
        let entry = try ScheduleEntry(
            name: "a", ["function": "test.ping", "seconds": 5],
            in: ["splay": 7, "skip_during_range": ["start": "1:00", "end": "2:00"]])
        #expect(entry.splay == .upTo(7))
        #expect(entry.skippedRange != nil)
    }

    @Test(
        arguments: [
            (["seconds": 5], "schedule:a: there is no 'function'", nil),
            (
                ["function": "test.ping"], "schedule:a: it is never due",
                "give seconds, minutes, hours, days, cron, when or once"
            ),
            (
                ["function": "test.ping", "secnds": 5], "schedule:a has the unknown key 'secnds'",
                "did you mean 'seconds'?"
            ),
            (
                ["function": "test.ping", "seconds": 5, "cron": "* * * * *"],
                "schedule:a: 'seconds', 'cron' can't be used together", nil
            ),
            (
                ["function": "test.ping", "when": 1050], "schedule:a: 'when' must be text",
                "YAML reads 17:30 as the number 1050: write it in quotes"
            ),
            (
                ["function": "test.ping", "once": "tomorrow"],
                "schedule:a: 'tomorrow' is not a time like '%Y-%m-%dT%H:%M:%S'", nil
            ),
            (
                ["function": "test.ping", "seconds": 5, "maxrunning": 0], "schedule:a: 'maxrunning' must be 1 or more",
                nil
            ),
            (
                ["function": "test.ping", "seconds": 5, "job_args": "x"],
                "schedule:a: 'job_args' is a list, not a string",
                nil
            ),
            (
                ["function": "test.ping", "seconds": 5, "args": "x", "job_args": .null],
                "schedule:a: 'args' is a list, not a string", nil
            ),
            (
                ["function": "test.ping", "seconds": 5, "args": [1], "job_args": [2]],
                "schedule:a: 'args' and 'job_args' can't be used together", nil
            ),
            (
                ["function": "test.ping", "seconds": 5, "kwargs": [:], "job_kwargs": ["a": 1]],
                "schedule:a: 'kwargs' and 'job_kwargs' can't be used together", nil
            ),
            (
                ["function": "test.ping", "seconds": 5, "range": ["start": "8:00"]],
                "schedule:a: 'range' must be a mapping with 'start' and 'end'", nil
            ),
            (
                ["function": "test.ping", "when": []], "schedule:a: 'when' names no moment",
                "write it as 17:00, 5:00pm, 'Monday 5:00pm' or 2026-12-01T17:00:00"
            ),
            (
                ["function": "test.ping", "seconds": 5, "until": 62_100], "schedule:a: 'until' must be text",
                "YAML reads 17:15:00 as the number 62100: write it in quotes"
            ),
            (
                ["function": "test.ping", "seconds": 0], "schedule:a: 'seconds' is 0, which is less than a second",
                "give 1 second or more; 'enabled: False' keeps a job from running"
            ),
            (
                ["function": "test.ping", "seconds": 0.5, "minutes": 0],
                "schedule:a: 'seconds' is 0.5 and 'minutes' is 0, which is less than a second",
                "give 1 second or more; 'enabled: False' keeps a job from running"
            ),
            (
                ["function": "test.ping", "days": 1e300], "schedule:a: 'days' is more than a hundred years", nil
            ),
            (
                ["function": "test.ping", "seconds": 5, "splay": ["start": 1, "end": .int(.max)]],
                "schedule:a: 'splay' must be a number of seconds, or a mapping with 'start' and a later 'end'", nil
            ),
            (
                ["function": "ping", "seconds": 5], "schedule:a: 'ping' is not a function",
                "functions are written MODULE.FUNCTION, like test.ping"
            ),
        ] as [(Value, String, String?)])
    func `what is wrong with an entry is said with its name`(entry: Value, message: String, hint: String?) {
        let error = #expect(throws: Diagnostic.self) { try ScheduleEntry(name: "a", entry) }
        #expect(error?.message == message)
        #expect(error?.hint == hint)
    }

    /// Salt takes any text for true: `nein`, and `False` in quotes.
    @Test(
        arguments: [
            "enabled", "run_on_start", "return_job", "jid_include", "dry_run", "run_after_skip_range",
        ])
    func `what is no boolean is refused where there has to be one`(key: String) throws {
        for (value, found) in [("nein", "'nein'"), ("False", "'False'"), (1, "a number"), (.null, "empty")]
            as [(Value, String)]
        {
            var entry: ValueMap = ["function": "test.ping", "seconds": 5]
            entry[key] = value
            let error = #expect(throws: Diagnostic.self) { try ScheduleEntry(name: "a", .map(entry)) }
            #expect(error?.message == "schedule:a: '\(key)' must be a boolean, not \(found)")
            #expect(error?.hint == "write True or False, without quotes")
        }
        for value in [true, false] {
            var entry: ValueMap = ["function": "test.ping", "seconds": 5]
            entry[key] = .bool(value)
            _ = try ScheduleEntry(name: "a", .map(entry))
        }
    }

    @Test func `invert of a range is a boolean`() {
        let range: Value = ["start": "8:00", "end": "9:00", "invert": "nein"]
        let error = #expect(throws: Diagnostic.self) {
            try ScheduleEntry(name: "a", ["function": "test.ping", "seconds": 5, "range": range])
        }
        #expect(error?.message == "schedule:a: 'range:invert' must be a boolean, not 'nein'")
    }

    @Test(
        arguments: [
            ("enabled", "maybe", "schedule: 'enabled' must be a boolean, not 'maybe'"),
            (
                "splay", "x",
                "schedule: 'splay' must be a number of seconds, or a mapping with 'start' and a later 'end'"
            ),
            ("skip_during_range", ["start": 480, "end": "9:00"], "schedule: 'skip_during_range:start' must be text"),
            ("skip_function", "ping", "schedule: 'ping' is not a function"),
            ("skip_function", 5, "schedule: 'skip_function' is the name of a function, not a number"),
            ("enabled", false, nil), ("skip_function", "test.ping", nil), ("splay", 5, nil),
        ] as [(String, Value, String?)])
    func `what a schedule says of all jobs is looked at`(key: String, value: Value, message: String?) {
        #expect(ScheduleEntry.problem(ofSetting: key, in: ValueMap([(.string(key), value)]))?.message == message)
    }

    @Test func `once in a format of its own`() throws {
        let entry = try ScheduleEntry(
            name: "a", ["function": "test.ping", "once": "24.12.2026 18:00", "once_fmt": "%d.%m.%Y %H:%M"])
        #expect(entry.timing == .once(CivilTime(year: 2026, month: 12, day: 24, hour: 18)))
    }
}
