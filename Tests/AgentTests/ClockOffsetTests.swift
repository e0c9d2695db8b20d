import Testing

@testable import Agent

struct ClockOffsetTests {
    private let second: Int64 = 1_000_000

    @Test func `a clock that is wrong is set right by the first order`() {
        var offset = ClockOffset()
        #expect(offset.masterTime(local: 700 * second, sent: 100 * second) == 100 * second)
        #expect(offset.masterTime(local: 705 * second, sent: nil) == 105 * second)
    }

    @Test func `an order that was held up on the way is seen to be old`() {
        var offset = ClockOffset()
        _ = offset.masterTime(local: 700 * second, sent: 100 * second)
        #expect(offset.masterTime(local: 4300 * second, sent: 110 * second) == 3700 * second)
    }

    @Test func `an order without a time is judged by this host's clock`() {
        var offset = ClockOffset()
        #expect(offset.masterTime(local: 7, sent: nil) == 7)
    }
}
