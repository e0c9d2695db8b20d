// A release build knows the constants of sockets from the headers of libcurl.
import CLibcurl
import Dispatch
import Glibc
import Synchronization
import Values

/// One request over a Unix socket, from connecting to the end of its answer.
final class SocketExchange: Sendable {
    private struct State: Sendable {
        /// -1 before it is connected and after it is closed.
        var descriptor: Int32 = -1
        var isAborted = false
    }

    let transfer: Transfer
    private let path: String
    private let state = Mutex(State())
    /// Is raised when the receiver may have room again.
    private let room = DispatchSemaphore(value: 0)

    init(_ transfer: Transfer, path: String) {
        self.transfer = transfer
        self.path = path
    }

    /// Blocks its thread until the exchange is over; the receiver hears how.
    func run() {
        do throws(TransportError) {
            let request = try transfer.request.head(host: "localhost")
            let descriptor = try connect()
            defer { disconnect() }
            try send(request + (transfer.request.body ?? []), on: descriptor)
            var answer = SocketAnswer(descriptor: descriptor, target: path)
            try receive(&answer)
            transfer.receiver.finish(nil)
        } catch {
            transfer.receiver.finish(error)
        }
    }

    /// Ends it from another thread.
    func abort() {
        state.withLock { state in
            state.isAborted = true
            if state.descriptor >= 0 { shutdown(state.descriptor, Int32(SHUT_RDWR)) }
        }
        room.signal()
    }

    func resume() { room.signal() }

    private func connect() throws(TransportError) -> Int32 {
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw unreachable(errno) }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let isTooLong = withUnsafeMutableBytes(of: &address.sun_path) { room in
            // The zero at the end has to have its place.
            guard path.utf8.count < room.count else { return true }
            room.copyBytes(from: path.utf8)
            return false
        }
        let connected = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                Glibc.connect(descriptor, address, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        let code = isTooLong ? ENAMETOOLONG : connected == 0 ? 0 : errno
        guard code == 0 else {
            close(descriptor)
            throw unreachable(code)
        }
        let isAborted = state.withLock { state in
            state.descriptor = descriptor
            return state.isAborted
        }
        if isAborted {
            disconnect()
            throw .cancelled
        }
        return descriptor
    }

    private func disconnect() {
        state.withLock { state in
            if state.descriptor >= 0 { close(state.descriptor) }
            state.descriptor = -1
        }
    }

    private func unreachable(_ code: Int32) -> TransportError {
        .unreachable(target: path, systemError: code, reason: String(cString: strerror(code)))
    }

    private func send(_ bytes: [UInt8], on descriptor: Int32) throws(TransportError) {
        var sent = 0
        while sent < bytes.count {
            let count = bytes.withUnsafeBytes { whole in
                Glibc.send(
                    descriptor, whole.baseAddress.map { $0 + sent }, whole.count - sent, Int32(MSG_NOSIGNAL))
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else {
                // An answer may be there all the same: a server that refuses a body does not read it to its end.
                return
            }
            sent += count
        }
    }

    private func receive(_ answer: inout SocketAnswer) throws(TransportError) {
        let head = try answer.head()
        transfer.receiver.begin(head)
        if transfer.request.method == "HEAD" || head.status == 204 || head.status == 304 { return }
        var body = try answer.body(of: head)
        while let piece = try body.next(&answer) { try hand(piece) }
    }

    /// Waits while the receiver is full.
    private func hand(_ piece: [UInt8]) throws(TransportError) {
        while true {
            switch piece.withUnsafeBytes({ transfer.receiver.receive($0) }) {
            case .taken: return
            case .unwanted: throw .cancelled
            case .full: room.wait()
            }
        }
    }
}

extension HTTPRequest {
    /// Its first line and fields as they go over the wire, for a connection that carries this request only.
    fileprivate func head(host: String) throws(TransportError) -> [UInt8] {
        try checkHeaders()
        let afterScheme = url.firstRange(of: "://").map { url[$0.upperBound...] } ?? url[...]
        let path = afterScheme.firstIndex(of: "/").map { afterScheme[$0...] } ?? "/"
        var lines = ["\(method) \(path) HTTP/1.1", "Host: \(host)", "Connection: close"]
        lines += headers.map { "\($0.0): \($0.1)" }
        if body != nil || method == "POST" || method == "PUT" { lines.append("Content-Length: \(body?.count ?? 0)") }
        return Array((lines.joined(separator: "\r\n") + "\r\n\r\n").utf8)
    }
}
