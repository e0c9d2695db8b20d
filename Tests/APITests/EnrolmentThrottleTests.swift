import NIOCore
import Synchronization
import Testing

@testable import API

struct EnrolmentThrottleTests {
    private final class Time: Sendable {
        private let instant = Mutex(ContinuousClock.now)
        var now: ContinuousClock.Instant { instant.withLock { $0 } }
        func pass(_ time: Duration) { instant.withLock { $0 += time } }
    }

    private let time = Time()

    private func throttle(own: Double = 2, all: Double = 100) -> EnrolmentThrottle {
        EnrolmentThrottle(
            perAddress: EnrolmentThrottle.Rate(burst: own, perSecond: 1),
            overall: EnrolmentThrottle.Rate(burst: all, perSecond: 1)
        ) { [time] in time.now }
    }

    private func address(_ text: String) throws -> SocketAddress { try SocketAddress(ipAddress: text, port: 1) }

    @Test func `an address is held off, others are not, and time lets it in again`() throws {
        let throttle = throttle()
        for _ in 1...2 { #expect(throttle.wait(try address("192.0.2.1")) == nil) }
        #expect(throttle.wait(try address("192.0.2.1")) == 1)
        #expect(throttle.wait(try address("192.0.2.2")) == nil)
        time.pass(.seconds(1))
        #expect(throttle.wait(try address("192.0.2.1")) == nil)
        #expect(throttle.wait(try address("192.0.2.1")) == 1)
    }

    @Test func `many addresses together are held off`() throws {
        let throttle = throttle(all: 5)
        for host in 1...5 { #expect(throttle.wait(try address("192.0.2.\(host)")) == nil) }
        #expect(throttle.wait(try address("192.0.2.99")) == 1)
        #expect(throttle.wait(try address("127.0.0.1")) == 1)
    }

    @Test func `an IPv6 network is one address`() throws {
        let throttle = throttle()
        #expect(throttle.wait(try address("2001:db8::1")) == nil)
        #expect(throttle.wait(try address("2001:db8::2")) == nil)
        #expect(throttle.wait(try address("2001:db8::3")) == 1)
        #expect(throttle.wait(try address("2001:db8:0:1::3")) == nil)
    }

    @Test func `an IPv4 address in IPv6 is the same as without`() throws {
        let throttle = throttle()
        #expect(throttle.wait(try address("::ffff:192.0.2.1")) == nil)
        #expect(throttle.wait(try address("192.0.2.1")) == nil)
        #expect(throttle.wait(try address("::ffff:192.0.2.1")) == 1)
    }

    @Test func `the master's own host counts for the whole only`() throws {
        let throttle = throttle()
        for _ in 1...50 { #expect(throttle.wait(try address("127.0.0.1")) == nil) }
        for _ in 1...49 { #expect(throttle.wait(try address("::1")) == nil) }
    }
}
