import Model
import Testing
import Values

struct ScheduleTimerTests {
    /// 2026-11-21 10:00:00 UTC, a Saturday.
    private static let start = CivilTime(year: 2026, month: 11, day: 21, hour: 10).microsecondsAsUTC

    private static func at(_ seconds: Double) -> Int64 { start + Int64(seconds * 1_000_000) }

    private func timer(
        _ entry: ValueMap, isAtStart: Bool = true,
        random: @escaping @Sendable (ClosedRange<Int>) -> Int = { $0.lowerBound }
    ) throws -> ScheduleTimer {
        let entry = try ScheduleEntry(name: "a", .map(entry.merged(with: ["function": "test.ping"])))
        return ScheduleTimer(entry, now: Self.start, zone: .utc, isAtStart: isAtStart, random: random)
    }

    /// The seconds at which it ran, looking every second.
    private func runs(_ timer: ScheduleTimer, until end: Int, step: Int = 1) -> [Int] {
        var timer = timer
        return stride(from: 0, through: end, by: step).filter { timer.turn(at: Self.at(Double($0))) == .run }
    }

    @Test func `an interval runs at the start and then again and again`() throws {
        #expect(runs(try timer(["seconds": 30]), until: 100) == [0, 30, 60, 90])
    }

    @Test func `without run_on_start the first run is an interval later`() throws {
        #expect(runs(try timer(["seconds": 30, "run_on_start": false]), until: 100) == [30, 60, 90])
    }

    @Test func `splay comes on top of each turn but the first`() throws {
        let timer = try timer(["seconds": 30, "splay": 10]) { $0.upperBound }
        #expect(runs(timer, until: 120) == [0, 40, 80, 120])
    }

    @Test func `splay stays within its bounds`() throws {
        let splayed = try timer(["cron": "5 10 * * *", "splay": ["start": 10, "end": 20]]) { range in
            #expect(range == 10...20)
            return 17
        }
        #expect(splayed.due == Self.at(317))
    }

    @Test func `cron runs at its minutes`() throws {
        #expect(runs(try timer(["cron": "*/2 10 * * *"]), until: 300) == [120, 240])
    }

    @Test func `when runs once a day at each of its times`() throws {
        let timer = try timer(["when": ["10:01", "10:02"]])
        #expect(runs(timer, until: 86_400 + 200) == [60, 120, 86_460, 86_520])
    }

    @Test func `once runs once and never again`() throws {
        var timer = try timer(["once": "2026-11-21T10:00:10"])
        #expect(timer.turn(at: Self.at(9)) == nil)
        #expect(timer.turn(at: Self.at(10)) == .run)
        #expect(timer.due == nil)
        #expect(timer.turn(at: Self.at(100)) == nil)
    }

    @Test func `what was for a moment is missed when the machine slept over it`() throws {
        var once = try timer(["once": "2026-11-21T10:00:10"])
        #expect(once.turn(at: Self.at(100)) == .skip("missed"))
        var interval = try timer(["seconds": 10, "run_on_start": false])
        #expect(interval.turn(at: Self.at(100)) == .run)
        #expect(interval.due == Self.at(110))
    }

    @Test func `one turn is left out, another comes beside`() throws {
        let timer = try timer([
            "seconds": 30,
            "skip_explicit": [
                ["time": "2026-11-21T10:00:30"], ["time": "2026-11-21 10:01:31", "time_fmt": "%Y-%m-%d %H:%M:%S"],
            ],
            "run_explicit": [
                ["time": "2026-11-21T10:00:45", "time_fmt": "%Y-%m-%dT%H:%M:%S"], ["time": "2026-11-21T09:59:59"],
            ],
        ])
        #expect(runs(timer, until: 130) == [0, 45, 60, 90, 120])
        var skipping = timer
        #expect(skipping.turn(at: Self.at(0)) == .run)
        #expect(skipping.due == Self.at(30))
        #expect(skipping.turn(at: Self.at(30)) == .skip("skip_explicit"))
        #expect(skipping.due == Self.at(45))
    }

    @Test func `a postponed turn comes once, also when another turn would come with it`() throws {
        let timer = try timer([
            "cron": "*/1 10 * * *",
            "skip_explicit": [["time": "2026-11-21T10:01:00"], ["time": "2026-11-21T10:03:00"]],
            "run_explicit": [["time": "2026-11-21T10:02:00"], ["time": "2026-11-21T10:03:00"]],
        ])
        #expect(runs(timer, until: 250) == [120, 180, 240])
    }

    @Test func `a postponed turn that the machine slept over is missed`() throws {
        var timer = try timer([
            "once": "2026-11-21T09:00:00", "run_explicit": [["time": "2026-11-21T10:00:10"]],
        ])
        #expect(timer.turn(at: Self.at(100)) == .skip("missed"))
        #expect(timer.due == nil)
    }

    @Test func `what a range left out is made up for at its end`() throws {
        let timer = try timer([
            "seconds": 60, "run_on_start": false, "run_after_skip_range": true,
            "skip_during_range": ["start": "10:00", "end": "10:02:30"],
        ])
        #expect(runs(timer, until: 250) == [151, 180, 240])
    }

    @Test func `a moment that is past at the start never comes`() throws {
        #expect(try timer(["once": "2026-11-21T09:00:00"]).due == nil)
    }

    @Test func `a clock that is set back does not silence an interval`() throws {
        var timer = try timer(["seconds": 30, "run_on_start": false])
        #expect(timer.turn(at: Self.at(-7200)) == nil)
        #expect(timer.due == Self.at(-7170))
        #expect(timer.turn(at: Self.at(-7170)) == .run)
    }

    /// The reasons are Salt's.
    @Test(
        arguments: [
            (["range": ["start": "11:00", "end": "12:00"]], .skip("not_in_range")),
            (["range": ["start": "09:00", "end": "12:00"]], .run),
            (["range": ["start": "09:00", "end": "12:00", "invert": true]], .skip("in_skip_range")),
            (["range": ["start": "22:00", "end": "10:30"]], .run),
            (["skip_during_range": ["start": "09:00", "end": "12:00"]], .skip("in_skip_range")),
            (["until": "2026-11-21 09:59"], .skip("until_passed")), (["until": "2026-11-21 11:00"], .run),
            (["after": "2026-11-21 11:00"], .skip("after_not_passed")), (["after": "2026-11-21 09:00"], .run),
            (["enabled": false], .skip("disabled")),
        ] as [(ValueMap, ScheduleTimer.Turn)])
    func `a turn may come at the wrong time`(condition: ValueMap, expected: ScheduleTimer.Turn) throws {
        var timer = try timer((["seconds": 10, "run_on_start": false] as ValueMap).merged(with: condition))
        #expect(timer.turn(at: Self.at(10)) == expected)
        #expect(timer.due == Self.at(20))
    }

    @Test func `a local clock that leaps an hour ahead runs what was in the hour after it`() throws {
        // Europe/Berlin on 2027-03-28: 02:00 is 03:00.
        let leap = CivilTime(year: 2027, month: 3, day: 28, hour: 1).microsecondsAsUTC
        let zone = TimeZoneRules(
            local: { CivilTime(microseconds: $0 + ($0 < leap ? 3600 : 7200) * 1_000_000) },
            moment: { time in
                let winter = time.microsecondsAsUTC - 3_600_000_000
                return winter < leap ? winter : max(leap, time.microsecondsAsUTC - 7_200_000_000)
            })
        let entry = try ScheduleEntry(name: "a", ["function": "test.ping", "cron": "30 2 * * *"])
        var timer = ScheduleTimer(entry, now: leap - 3_600_000_000, zone: zone)
        let due = try #require(timer.due)
        #expect(due >= leap && due <= leap + 1_800_000_000)
        #expect(timer.turn(at: due) == .run)
        let next = try #require(timer.due)
        #expect(zone.local(next).day == 29)
        #expect(zone.local(next).hour == 2)
    }
}
