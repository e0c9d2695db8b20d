import Testing

@testable import Agent

struct ClockOffsetTests {
    private let second: Int64 = 1_000_000

    @Test func `a clock that is wrong is set right by the first order`() {
        var offset = ClockOffset()
        #expect(offset.masterTime(local: 700 * second, steady: 5 * second, sent: 100 * second) == 100 * second)
        #expect(offset.masterTime(local: 705 * second, steady: 10 * second, sent: nil) == 105 * second)
    }

    @Test func `an order that was held up on the way is seen to be old`() {
        var offset = ClockOffset()
        _ = offset.masterTime(local: 700 * second, steady: 5 * second, sent: 100 * second)
        #expect(offset.masterTime(local: 4300 * second, steady: 3605 * second, sent: 110 * second) == 3700 * second)
    }

    @Test func `a clock that is set while the minion runs makes no order old`() {
        var offset = ClockOffset()
        _ = offset.masterTime(local: 0, steady: 5 * second, sent: 5000 * second)
        #expect(offset.masterTime(local: 5010 * second, steady: 15 * second, sent: 5010 * second) == 5010 * second)
    }

    @Test func `an order without a time is judged by this host's clock`() {
        var offset = ClockOffset()
        #expect(offset.masterTime(local: 7, steady: 3, sent: nil) == 7)
    }
}
