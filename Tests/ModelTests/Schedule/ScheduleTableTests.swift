import Model
import Testing
import Values

struct ScheduleTableTests {
    /// 2026-11-21 10:00:00 UTC.
    private static let start = CivilTime(year: 2026, month: 11, day: 21, hour: 10).microsecondsAsUTC

    private static func at(_ seconds: Int64) -> Int64 { start + seconds * 1_000_000 }

    private func names(_ turns: [ScheduleTable.Turn]) -> [String] { turns.map(\.entry.name) }

    @Test func `jobs whose turn comes are told in the schedule's order`() {
        var table = ScheduleTable(zone: .utc)
        let schedule: ValueMap = [
            "b": ["function": "test.ping", "seconds": 10], "a": ["function": "test.ping", "seconds": 20],
        ]
        #expect(table.follow(schedule, whens: [:], now: Self.at(0)).isEmpty)
        #expect(names(table.turns(at: Self.at(0))) == ["b", "a"])
        #expect(names(table.turns(at: Self.at(10))) == ["b"])
        #expect(names(table.turns(at: Self.at(20))) == ["b", "a"])
    }

    @Test func `a job that did not change keeps its turn, one that did gets a new one`() {
        var table = ScheduleTable(zone: .utc)
        let ping: Value = ["function": "test.ping", "seconds": 10]
        _ = table.follow(["a": ping, "b": ping], whens: [:], now: Self.at(0))
        _ = table.turns(at: Self.at(0))
        _ = table.follow(["a": ping, "b": ["function": "test.ping", "seconds": 9]], whens: [:], now: Self.at(5))
        #expect(table.due == ["a": Self.at(10), "b": Self.at(14)])
        _ = table.follow(["b": ["function": "test.ping", "seconds": 9]], whens: [:], now: Self.at(6))
        #expect(table.due == ["b": Self.at(14)])
    }

    @Test func `a job of which one turn is left out keeps its turns`() {
        var table = ScheduleTable(zone: .utc)
        let ping: ValueMap = ["function": "test.ping", "seconds": 10, "run_on_start": false]
        _ = table.follow(["a": .map(ping)], whens: [:], now: Self.at(0))
        let skipping: ValueMap = ["skip_explicit": [["time": "2026-11-21T10:00:10"]]]
        #expect(table.follow(["a": .map(ping.merged(with: skipping))], whens: [:], now: Self.at(5)).isEmpty)
        #expect(table.due == ["a": Self.at(10)])
        #expect(table.turns(at: Self.at(10)).map(\.turn) == [.skip("skip_explicit")])
        #expect(table.turns(at: Self.at(20)).map(\.turn) == [.run])
    }

    @Test func `what is wrong is told once, and the other jobs run`() {
        var table = ScheduleTable(zone: .utc)
        let schedule: ValueMap = ["bad": ["function": "test.ping"], "good": ["function": "test.ping", "seconds": 5]]
        let problems = table.follow(schedule, whens: [:], now: Self.at(0))
        #expect(problems.map(\.message) == ["schedule:bad: it is never due"])
        #expect(table.follow(schedule, whens: [:], now: Self.at(1)).isEmpty)
        #expect(names(table.turns(at: Self.at(1))) == ["good"])
    }

    @Test func `no job runs while 'enabled' of the whole schedule is no boolean, which is told once`() {
        var table = ScheduleTable(zone: .utc)
        let schedule: ValueMap = ["enabled": "maybe", "a": ["function": "test.ping", "seconds": 10]]
        let problems = table.follow(schedule, whens: [:], now: Self.at(0))
        #expect(problems.map(\.message) == ["schedule: 'enabled' must be a boolean, not 'maybe'"])
        #expect(table.turns(at: Self.at(0)).map(\.turn) == [.skip("disabled")])
        #expect(table.follow(schedule, whens: [:], now: Self.at(1)).isEmpty)
    }

    @Test func `a schedule that is off leaves every turn out`() {
        var table = ScheduleTable(zone: .utc)
        var schedule: ValueMap = ["enabled": false, "a": ["function": "test.ping", "seconds": 10]]
        _ = table.follow(schedule, whens: [:], now: Self.at(0))
        #expect(table.turns(at: Self.at(0)).map(\.turn) == [.skip("disabled")])
        schedule["enabled"] = true
        _ = table.follow(schedule, whens: [:], now: Self.at(5))
        #expect(table.turns(at: Self.at(5)).isEmpty)
        #expect(table.turns(at: Self.at(10)).map(\.turn) == [.run])
    }

    @Test func `another function takes the turns at times that are left out`() throws {
        var table = ScheduleTable(zone: .utc)
        let schedule: ValueMap = [
            "skip_function": "test.version",
            "a": [
                "function": "test.ping", "seconds": 10, "run_on_start": false,
                "range": ["start": "11:00", "end": "12:00"],
            ],
            "b": ["function": "test.ping", "seconds": 10, "run_on_start": false, "until": "2026-11-20"],
        ]
        _ = table.follow(schedule, whens: [:], now: Self.at(0))
        let turns = table.turns(at: Self.at(10))
        #expect(turns.map(\.turn) == [.skip("not_in_range"), .skip("until_passed")])
        #expect(turns.map { table.substitute(for: $0)?.function } == ["test.version", nil])
    }
}
