import Model
import TestSupport
import Testing
import Values

struct CronExpressionTests {
    /// The three next times after 2026-11-21 (a Saturday) 10:07:30, from croniter 7.0.0, which Salt uses.
    @Test(arguments: [
        ("* * * * *", ["2026-11-21T10:08", "2026-11-21T10:09", "2026-11-21T10:10"]),
        ("*/15 * * * *", ["2026-11-21T10:15", "2026-11-21T10:30", "2026-11-21T10:45"]),
        ("0 3 * * *", ["2026-11-22T03:00", "2026-11-23T03:00", "2026-11-24T03:00"]),
        ("5 4 * * sun", ["2026-11-22T04:05", "2026-11-29T04:05", "2026-12-06T04:05"]),
        ("0 22 * * 1-5", ["2026-11-23T22:00", "2026-11-24T22:00", "2026-11-25T22:00"]),
        ("23 0-20/2 * * *", ["2026-11-21T10:23", "2026-11-21T12:23", "2026-11-21T14:23"]),
        ("0 0,12 1 */2 *", ["2027-01-01T00:00", "2027-01-01T12:00", "2027-03-01T00:00"]),
        ("0 4 8-14 * *", ["2026-12-08T04:00", "2026-12-09T04:00", "2026-12-10T04:00"]),
        ("0 0 1,15 * 3", ["2026-11-25T00:00", "2026-12-01T00:00", "2026-12-02T00:00"]),
        ("30 6 * jan,jul mon", ["2027-01-04T06:30", "2027-01-11T06:30", "2027-01-18T06:30"]),
        ("0 0 29 2 *", ["2028-02-29T00:00", "2032-02-29T00:00", "2036-02-29T00:00"]),
        ("5/20 * * * *", ["2026-11-21T10:25", "2026-11-21T10:45", "2026-11-21T11:05"]),
        ("0 0 L * *", ["2026-11-30T00:00", "2026-12-31T00:00", "2027-01-31T00:00"]),
        ("0 22-2 * * *", ["2026-11-21T22:00", "2026-11-21T23:00", "2026-11-22T00:00"]),
        ("0 0 * * fri-mon", ["2026-11-22T00:00", "2026-11-23T00:00", "2026-11-27T00:00"]),
        ("0 0 * * 7", ["2026-11-22T00:00", "2026-11-29T00:00", "2026-12-06T00:00"]),
        ("0 9 * * 5-7", ["2026-11-22T09:00", "2026-11-27T09:00", "2026-11-28T09:00"]),
        ("0 0 31 * *", ["2026-12-31T00:00", "2027-01-31T00:00", "2027-03-31T00:00"]),
        ("*/7 10 21 11 *", ["2026-11-21T10:14", "2026-11-21T10:21", "2026-11-21T10:28"]),
        ("@daily", ["2026-11-22T00:00", "2026-11-23T00:00", "2026-11-24T00:00"]),
        ("0 0 */2 * mon", ["2026-11-23T00:00", "2026-11-25T00:00", "2026-11-27T00:00"]),
        ("0 0 1-31 * mon", ["2026-11-22T00:00", "2026-11-23T00:00", "2026-11-24T00:00"]),
        ("0 0 13 * fri", ["2026-11-27T00:00", "2026-12-04T00:00", "2026-12-11T00:00"]),
        ("59 23 31 12 *", ["2026-12-31T23:59", "2027-12-31T23:59", "2028-12-31T23:59"]),
        ("0 */5 * * *", ["2026-11-21T15:00", "2026-11-21T20:00", "2026-11-22T00:00"]),
        ("0 0 l * mon", ["2026-11-23T00:00", "2026-11-30T00:00", "2026-12-07T00:00"]),
        ("10 10 * NOV SAT", ["2026-11-21T10:10", "2026-11-28T10:10", "2027-11-06T10:10"]),
        ("*/90 * * * *", ["2026-11-21T11:00", "2026-11-21T12:00", "2026-11-21T13:00"]),
        ("0 0 * * 0-7/2", ["2026-11-22T00:00", "2026-11-24T00:00", "2026-11-26T00:00"]),
    ])
    func `it comes when croniter says`(text: String, expected: [String]) throws {
        let expression = try CronExpression(text)
        var time = CivilTime(year: 2026, month: 11, day: 21, hour: 10, minute: 7, second: 30)
        var found: [String] = []
        for _ in expected {
            time = try #require(expression.next(after: time))
            found.append(TimePattern("%Y-%m-%dT%H:%M").write(time))
        }
        #expect(found == expected)
    }

    /// Random expressions (`scripts/oracle/cron_fixtures.py`), some of them damaged.
    @Test func `whatever is written comes when croniter says, or both refuse it`() throws {
        let clock = TimePattern("%Y-%m-%d %H:%M")
        let cases = try #require(JSON.read(Fixtures().text("cron.json")).list)
        #expect(cases.count >= 600)
        for entry in cases {
            let text = try #require(entry["text"]?.string)
            let numbers = try #require(entry["after"]?.string).split { !$0.isNumber }.compactMap { Int($0) }
            var time = CivilTime(
                year: numbers[0], month: numbers[1], day: numbers[2], hour: numbers[3], minute: numbers[4],
                second: numbers[5])
            guard let expected = entry["next"]?.list else {
                #expect(throws: Diagnostic.self, "\(text)") { try CronExpression(text) }
                continue
            }
            do {
                let expression = try CronExpression(text)
                var found: [Value] = []
                for _ in expected {
                    time = try #require(expression.next(after: time), "\(text)")
                    found.append(.string(clock.write(time)))
                }
                #expect(found == expected, "\(text) after \(entry["after"] ?? .null)")
            } catch let problem as Diagnostic {
                Issue.record("\(text): \(problem)")
            }
        }
    }

    /// croniter refuses each of them.
    @Test(arguments: [
        ("* * * *", "it has 4 fields, not 5"), ("60 * * * *", "60 is not 0 to 59"), ("* 24 * * *", "24 is not 0 to 23"),
        ("* * 0 * *", "0 is not 1 to 31"), ("* * * 13 *", "13 is not 1 to 12"), ("* * * * 8", "8 is not 0 to 7"),
        ("a * * * *", "'a' is not a minute"), ("*/0 * * * *", "0 is not 1 or more"),
        ("0 0 30 2 *", "a date that never comes"), ("1-x * * * *", "'1-x' is not a minute"), ("", "it has 0 fields"),
        ("1,, * * * *", "'' is not a minute"), ("* * * * 2/fri", "'2/fri' is not a weekday"),
    ])
    func `what can't be read is refused with the field`(text: String, expected: String) {
        let error = #expect(throws: Diagnostic.self) { try CronExpression(text) }
        #expect(error?.message.contains(expected) == true, "\(String(describing: error))")
    }

    @Test func `a mistyped name has a suggestion`() {
        let error = #expect(throws: Diagnostic.self) { try CronExpression("0 0 * * mom") }
        #expect(error?.hint == "did you mean 'mon'?")
    }
}
