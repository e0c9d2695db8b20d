import Model
import Testing
import Values

struct WrittenMomentTests {
    private static let saturday = CivilTime(year: 2026, month: 11, day: 21, hour: 10, minute: 7)

    private func text(_ time: CivilTime?) -> String? { time.map { TimePattern("%Y-%m-%dT%H:%M:%S").write($0) } }

    /// From python-dateutil on that day, which Salt uses.
    @Test(arguments: [
        ("5:00pm", "2026-11-21T17:00:00"), ("17:00", "2026-11-21T17:00:00"), ("Monday 5:00pm", "2026-11-23T17:00:00"),
        ("2026-11-21 17:00", "2026-11-21T17:00:00"), ("11/21/2026 5pm", "2026-11-21T17:00:00"),
        ("Nov 25 2026 5pm", "2026-11-25T17:00:00"), ("25 November 2026 17:00", "2026-11-25T17:00:00"),
        ("2026-11-21T17:00:05", "2026-11-21T17:00:05"), ("Fri", "2026-11-27T00:00:00"),
        ("5pm monday", "2026-11-23T17:00:00"), ("12am", "2026-11-21T00:00:00"), ("12:30am", "2026-11-21T00:30:00"),
        ("2026-11-25", "2026-11-25T00:00:00"), ("8:00am", "2026-11-21T08:00:00"), ("Nov 25", "2026-11-25T00:00:00"),
        ("10:15:30 PM", "2026-11-21T22:15:30"), ("Tue Dec 1 08:00", "2026-12-01T08:00:00"),
        ("17:00 2026-12-01", "2026-12-01T17:00:00"),
        ("Thursday, December 3, 2026 8:00 AM", "2026-12-03T08:00:00"), ("Saturday 09:00", "2026-11-21T09:00:00"),
    ])
    func `it means what dateutil takes it for`(written: String, expected: String) throws {
        #expect(text(try WrittenMoment(written).resolved(at: Self.saturday)) == expected)
    }

    @Test(
        arguments: [
            ("9:00", "2026-11-22T09:00:00"), ("11:00", "2026-11-21T11:00:00"), ("sat 09:00", "2026-11-28T09:00:00"),
            ("sat 11:00", "2026-11-21T11:00:00"), ("Nov 1", "2027-11-01T00:00:00"),
            ("2026-11-21 10:08", "2026-11-21T10:08:00"),
            ("2026-11-21 10:07", nil),
        ] as [(String, String?)])
    func `it comes again as far as the date leaves it open`(written: String, expected: String?) throws {
        #expect(text(try WrittenMoment(written).next(after: Self.saturday)) == expected)
    }

    @Test(arguments: ["noon", "25:00", "13pm", "17:60", "2026-02-30", "2026-13-01", "Mon 2026", "", "5 5 5"])
    func `what is no date and no time is refused`(written: String) {
        #expect(throws: Diagnostic.self) { try WrittenMoment(written) }
    }
}
