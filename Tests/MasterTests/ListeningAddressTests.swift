import Glibc
import Model
import Settings
import Testing
import Values

@testable import MasterMain

struct ListeningAddressTests {
    @Test func `a port that is taken is told with its address, and how to find and change it`() throws {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let bound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, length) == 0 && listen(descriptor, 1) == 0
                    && getsockname(descriptor, $0, &length) == 0
            }
        }
        try #require(bound)
        let port = Int(UInt16(bigEndian: address.sin_port))
        let error = #expect(throws: Diagnostic.self) {
            try ListeningAddress(host: "127.0.0.1", port: port, settings: "'minion_port'").check()
        }
        #expect(error?.message == "can't listen on 127.0.0.1:\(port): the address is in use")
        #expect(error?.hint == "'ss -ltnp sport = :\(port)' shows who has it; it is set by 'minion_port'")
        close(descriptor)
        try ListeningAddress(host: "127.0.0.1", port: port, settings: "").check()
    }

    @Test func `an address of another host is told as that`() {
        let error = #expect(throws: Diagnostic.self) {
            try ListeningAddress(host: "192.0.2.1", port: 4505, settings: "'interface'").check()
        }
        #expect(error?.message == "can't listen on 192.0.2.1:4505: no interface of this host has that address")
    }

    @Test func `the minion port and the REST port are looked at, where they are configured`() throws {
        var configuration = MasterConfiguration(common: CommonConfiguration(), id: try MinionID("m_master"))
        configuration.interface = "127.0.0.1"
        configuration.minionPort = 4605
        #expect(ListeningAddress.all(of: configuration).count == 1)
        configuration.rest = RESTConfiguration(host: "127.0.0.2", port: 8000)
        let addresses = ListeningAddress.all(of: configuration)
        #expect(addresses.map(\.host) == ["127.0.0.1", "127.0.0.2"])
        #expect(addresses.map(\.port) == [4605, 8000])
    }
}
