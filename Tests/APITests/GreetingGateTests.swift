import NIOCore
import NIOEmbedded
import Testing

@testable import API

/// Who is accepted while others are still greeting.
struct GreetingGateTests {
    /// Counts how often the listening socket is asked for more.
    private final class Reads: ChannelOutboundHandler {
        typealias OutboundIn = Never
        var count = 0

        func read(context: ChannelHandlerContext) { count += 1 }
    }

    @Test func `so many greet at a time, and the next is accepted when one has`() throws {
        let reads = Reads()
        let listener = EmbeddedChannel(handler: reads)
        let gate = GreetingGate(width: 2)
        for _ in 1...2 {
            #expect(gate.isAcceptingNewConnections())
            gate.connectionOpened()
        }
        #expect(!gate.isAcceptingNewConnections())
        gate.settle(listener)
        #expect(reads.count == 1)
        #expect(gate.isAcceptingNewConnections())
        gate.connectionOpened()
        #expect(!gate.isAcceptingNewConnections())
    }

    @Test func `who leaves makes room, whether he had greeted or not`() {
        let gate = GreetingGate(width: 1)
        gate.connectionOpened()
        #expect(!gate.isAcceptingNewConnections())
        gate.connectionClosed()
        #expect(gate.isAcceptingNewConnections())
        gate.connectionOpened()
        gate.settle(nil)
        gate.connectionClosed()
        gate.leave()
        gate.connectionOpened()
        #expect(!gate.isAcceptingNewConnections(), "what has gone counts no more")
    }

    @Test func `the listening socket is asked only when there was no room before`() throws {
        let reads = Reads()
        let listener = EmbeddedChannel(handler: reads)
        let gate = GreetingGate(width: 2)
        gate.connectionOpened()
        gate.settle(listener)
        #expect(reads.count == 0)
        // A burst: more have come than the gate lets through.
        for _ in 1...4 { gate.connectionOpened() }
        for expected in [0, 0, 1, 1] {
            gate.settle(listener)
            #expect(reads.count == expected)
        }
    }

    @Test func `asking changes nothing`() {
        let reads = Reads()
        let gate = GreetingGate(width: 1)
        gate.connectionOpened()
        // Nobody has asked by now, and one who asks between the two must not wait for ever.
        gate.settle(EmbeddedChannel(handler: reads))
        #expect(reads.count == 1)
    }
}
