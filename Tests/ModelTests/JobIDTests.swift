import Model
import Testing

struct JobIDTests {
    /// The first of each year, leap days, and the microseconds around midnight.
    @Test(
        arguments: [
            0, 951_782_399_999_999, 951_782_400_000_000, 1_709_164_800_000_000, 1_735_689_599_999_999,
            1_735_689_600_000_000, 1_795_271_345_123_456, 4_107_542_400_000_000,
        ] as [Int64])
    func `an id tells the moment that it was made of`(microseconds: Int64) {
        #expect(JobID(microseconds: microseconds).microseconds == microseconds)
    }

    @Test func `an id is the date and the time in UTC`() throws {
        // date -u -d '2024-02-29 12:34:56' +%s
        #expect(try JobID("20240229123456000007").microseconds == 1_709_210_096_000_007)
    }
}
