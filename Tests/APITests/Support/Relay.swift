import Glibc
import Synchronization
import TestSupport

/// A cable between clients and a port on the loopback, that can be cut and held.
final class Relay: Sendable {
    private struct State {
        var descriptors: [Int32] = []
        var connections = 0
        var isHeld = false
    }

    let port: Int
    private let listener: Int32
    private let target: Int
    private let state = Mutex(State())

    init(to target: Int) throws {
        self.target = target
        (listener, port) = try Self.listen()
        startThread { [self] in accept() }
    }

    private static func listen() throws -> (descriptor: Int32, port: Int) {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = loopback(port: 0)
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isListening = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                bind(descriptor, address, length) == 0 && Glibc.listen(descriptor, 16) == 0
                    && getsockname(descriptor, address, &length) == 0
            }
        }
        guard isListening else { throw SystemFailure(reason: String(cString: strerror(errno))) }
        return (descriptor, Int(UInt16(bigEndian: address.sin_port)))
    }

    /// How many connections clients have made in all.
    var connections: Int { state.withLock { $0.connections } }

    /// Ends all connections, as a host does that goes down.
    func cut() {
        let descriptors = state.withLock { state in
            defer { state.descriptors = [] }
            return state.descriptors
        }
        for descriptor in descriptors { shutdown(descriptor, Int32(SHUT_RDWR)) }
    }

    /// While it holds, nothing gets through, and nobody is told.
    func hold(_ isHeld: Bool) { state.withLock { $0.isHeld = isHeld } }

    /// Ends everything; descriptors are closed by those that read them.
    func close() {
        shutdown(listener, Int32(SHUT_RDWR))
        hold(false)
        cut()
    }

    private func accept() {
        while true {
            let client = Glibc.accept(listener, nil, nil)
            guard client >= 0 else { break }
            let server = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
            var address = Self.loopback(port: target)
            _ = withUnsafePointer(to: &address) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    connect(server, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
                }
            }
            state.withLock { state in
                state.connections += 1
                state.descriptors += [client, server]
            }
            for (source, sink) in [(client, server), (server, client)] {
                startThread { [self] in carry(from: source, to: sink) }
            }
        }
        Glibc.close(listener)
    }

    private func carry(from source: Int32, to sink: Int32) {
        var buffer = [UInt8](repeating: 0, count: 65536)
        while true {
            let count = read(source, &buffer, buffer.count)
            guard count > 0 else { break }
            while state.withLock({ $0.isHeld }) { usleep(5000) }
            var rest = buffer[..<count]
            while !rest.isEmpty {
                let written = rest.withUnsafeBytes { send(sink, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
                guard written > 0 else { break }
                rest = rest.dropFirst(written)
            }
        }
        shutdown(sink, Int32(SHUT_RDWR))
        Glibc.close(source)
    }

    private static func loopback(port: Int) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(port).bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        return address
    }
}
