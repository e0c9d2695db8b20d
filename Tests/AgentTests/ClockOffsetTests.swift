import Testing

@testable import Agent

struct ClockOffsetTests {
    private let second: Int64 = 1_000_000
    private var offset = ClockOffset()

    private func time(_ local: Int64, _ steady: Int64) -> Int64 {
        (offset.masterTime(steady: steady * second) ?? local * second) / second
    }

    private mutating func hear(_ steady: Int64, sent: Int64) {
        offset.heard(steady: steady * second, sent: sent * second)
    }

    @Test mutating func `a clock that is wrong is set right by the first line`() {
        hear(5, sent: 100)
        #expect(time(700, 5) == 100)
        #expect(time(705, 10) == 105)
    }

    @Test mutating func `an order that was held up on the way is seen to be old`() {
        hear(5, sent: 100)
        hear(3605, sent: 110)
        #expect(time(4300, 3605) == 3700)
    }

    @Test mutating func `an order is seen to be old behind a row of heartbeats that waited with it`() {
        for beat in 0..<10 { hear(Int64(beat) * 15, sent: 100 + Int64(beat) * 15) }
        for beat in 10..<200 { hear(4000, sent: 100 + Int64(beat) * 15) }
        hear(4000, sent: 3086)
        #expect(time(9000, 4000) == 4100)
    }

    @Test mutating func `a clock that is set while the minion runs makes no order old`() {
        hear(5, sent: 5000)
        hear(15, sent: 5010)
        #expect(time(5010, 15) == 5010)
    }

    @Test func `without a line the master's time is not known`() { #expect(offset.masterTime(steady: 3) == nil) }

    @Test mutating func `a master's clock that is set back is believed on a new connection`() {
        hear(5, sent: 100_000)
        offset.forget()
        hear(20, sent: 1_000)
        #expect(time(0, 20) == 1_000)
    }

    @Test mutating func `a master's clock that is set back is believed with the next line`() {
        hear(0, sent: 100_000)
        hear(15, sent: 100_015)
        hear(20, sent: 1_000)
        #expect(time(0, 20) == 1_000)
    }

    @Test mutating func `lines that were queued a moment out of order set nothing back`() {
        hear(10, sent: 110)
        hear(11, sent: 109)
        hear(40, sent: 112)
        #expect(time(0, 40) == 140)
    }

    @Test mutating func `a master's clock that is set back is believed after a minute of heartbeats`() {
        for beat in 0..<10 { hear(Int64(beat) * 15, sent: 100_000 + Int64(beat) * 15) }
        for beat in 10..<16 { hear(Int64(beat) * 15, sent: 1_000 + Int64(beat) * 15) }
        #expect(time(0, 225) == 1_225)
    }
}
