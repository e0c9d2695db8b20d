import NIOCore
import Testing

@testable import API

/// Who may have how many connections at a time.
struct ConnectionLimitsTests {
    private func address(_ text: String) throws -> SocketAddress { try SocketAddress(ipAddress: text, port: 40_000) }

    @Test func `an address has so many connections and no more, until one of them ends`() throws {
        let limits = ConnectionLimits(perAddress: 2, overall: 100)
        let first = try #require(limits.enter(try address("10.0.0.1")))
        #expect(limits.enter(try address("10.0.0.1")) != nil)
        #expect(limits.enter(try address("10.0.0.1")) == nil)
        #expect(limits.enter(try address("10.0.0.2")) != nil, "another address is not held up")
        first.leave()
        #expect(limits.enter(try address("10.0.0.1")) != nil)
        #expect(limits.enter(try address("10.0.0.1")) == nil)
    }

    @Test func `all addresses together have so many`() throws {
        let limits = ConnectionLimits(perAddress: 10, overall: 3)
        let slots = try (1...3).map { try #require(limits.enter(try address("10.0.0.\($0)"))) }
        #expect(limits.enter(try address("10.0.0.9")) == nil)
        #expect(limits.enter(try address("127.0.0.1")) == nil, "this host counts for the whole")
        slots[0].leave()
        #expect(limits.enter(try address("10.0.0.9")) != nil)
    }

    @Test func `this host's own connections are limited by the whole only`() throws {
        let limits = ConnectionLimits(perAddress: 1, overall: 50)
        for _ in 1...50 { #expect(limits.enter(try address("127.0.0.1")) != nil) }
    }

    @Test func `an IPv6 network of 64 bits counts as one address`() throws {
        let limits = ConnectionLimits(perAddress: 1, overall: 50)
        #expect(limits.enter(try address("2001:db8::1")) != nil)
        #expect(limits.enter(try address("2001:db8::2")) == nil)
        #expect(limits.enter(try address("2001:db8:0:1::1")) != nil)
    }
}
