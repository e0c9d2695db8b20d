import Glibc

/// A connected, non-blocking stream socket; closed when it goes out of scope.
struct StreamSocket: ~Copyable {
    private let descriptor: Int32

    deinit { close(descriptor) }

    private init(family: Int32) throws(SocketFailure) {
        let type = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue) | Int32(SOCK_NONBLOCK.rawValue)
        descriptor = socket(family, type, 0)
        guard descriptor >= 0 else { throw .broken(SocketFailure.text(of: errno)) }
    }

    static func unix(_ path: String, _ deadline: Deadline) throws(SocketFailure) -> StreamSocket {
        var address = sockaddr_un()
        let capacity = MemoryLayout.size(ofValue: address.sun_path)
        guard path.utf8.count < capacity else {
            throw .broken("the path of a Unix socket has at most \(capacity - 1) bytes")
        }
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        let socket = try StreamSocket(family: AF_UNIX)
        try withUnsafeBytes(of: &address) { bytes throws(SocketFailure) in try socket.connect(bytes, deadline) }
        return socket
    }

    /// - Parameter address: An IPv4 or IPv6 address; names are not resolved.
    static func tcp(_ address: String, port: Int, _ deadline: Deadline) throws(SocketFailure) -> StreamSocket {
        var four = sockaddr_in()
        if inet_pton(AF_INET, address, &four.sin_addr) == 1 {
            four.sin_family = sa_family_t(AF_INET)
            four.sin_port = in_port_t(UInt16(truncatingIfNeeded: port)).bigEndian
            let socket = try StreamSocket(family: AF_INET)
            try withUnsafeBytes(of: &four) { bytes throws(SocketFailure) in try socket.connect(bytes, deadline) }
            return socket
        }
        var six = sockaddr_in6()
        guard inet_pton(AF_INET6, address, &six.sin6_addr) == 1 else { throw .broken("'\(address)' is no IP address") }
        six.sin6_family = sa_family_t(AF_INET6)
        six.sin6_port = in_port_t(UInt16(truncatingIfNeeded: port)).bigEndian
        let socket = try StreamSocket(family: AF_INET6)
        try withUnsafeBytes(of: &six) { bytes throws(SocketFailure) in try socket.connect(bytes, deadline) }
        return socket
    }

    private func connect(_ address: UnsafeRawBufferPointer, _ deadline: Deadline) throws(SocketFailure) {
        guard let base = address.baseAddress?.assumingMemoryBound(to: sockaddr.self) else { throw .missing }
        while Glibc.connect(descriptor, base, socklen_t(address.count)) != 0 {
            switch errno {
            case EINTR: continue
            // A Unix socket whose queue of waiting connections is full.
            case EAGAIN: try deadline.pause(milliseconds: 2)
            case EISCONN: return
            case EINPROGRESS, EALREADY:
                try deadline.wait(for: descriptor, POLLOUT)
                var code: Int32 = 0
                var size = socklen_t(MemoryLayout<Int32>.size)
                getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &code, &size)
                guard code == 0 else { throw SocketFailure(connecting: code) }
                return
            default: throw SocketFailure(connecting: errno)
            }
        }
    }

    func write(_ text: String, _ deadline: Deadline) throws(SocketFailure) {
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let sent = rest.withUnsafeBytes { send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            if sent > 0 {
                rest = rest.dropFirst(sent)
            } else if errno == EAGAIN {
                try deadline.wait(for: descriptor, POLLOUT)
            } else if errno != EINTR {
                throw .broken(SocketFailure.text(of: errno))
            }
        }
    }

    /// Says that nothing more will be sent; HAProxy's master waits for another command otherwise.
    func endWriting() { shutdown(descriptor, Int32(SHUT_WR)) }

    /// Some bytes, or none at the end of the stream.
    func read(_ deadline: Deadline) throws(SocketFailure) -> [UInt8] {
        while true {
            var failure: Int32 = 0
            let chunk = [UInt8](unsafeUninitializedCapacity: 65536) { buffer, count in
                let received = recv(descriptor, buffer.baseAddress, buffer.count, 0)
                failure = received < 0 ? errno : 0
                count = max(0, received)
            }
            switch failure {
            case 0: return chunk
            case EAGAIN: try deadline.wait(for: descriptor, POLLIN)
            case EINTR: continue
            default: throw .broken(SocketFailure.text(of: failure))
            }
        }
    }

    /// Everything until the other side closes.
    func readToEnd(limit: Int = 64 << 20, _ deadline: Deadline) throws(SocketFailure) -> String {
        var bytes: [UInt8] = []
        while bytes.count < limit {
            let chunk = try read(deadline)
            if chunk.isEmpty { return String(decoding: bytes, as: UTF8.self) }
            bytes.append(contentsOf: chunk)
        }
        throw .broken("the answer is longer than \(limit) bytes")
    }
}
