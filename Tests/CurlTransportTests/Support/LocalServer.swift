import Glibc
import Synchronization
import TestSupport

/// A small honest HTTP server over POSIX sockets, on a Unix socket or on loopback: the test says what goes over the
/// wire, byte by byte.
final class LocalServer: Sendable {
    typealias Handler = @Sendable (Request, Connection) -> Void

    struct Request: Sendable {
        var method = ""
        var path = ""
        var head = ""
        var body: [UInt8] = []
    }

    /// `http://127.0.0.1:PORT`, or `http://localhost` behind a Unix socket.
    let url: String
    let socketPath: String?
    private let descriptor: Int32
    private let handler: Handler
    private let log = Mutex<(requests: [Request], connections: Int)>(([], 0))

    init(unixSocket: Bool = false, handler: @escaping Handler) throws {
        self.handler = handler
        if unixSocket {
            let path = "/tmp/pigeon-test-\(getpid())-\(UInt32.random(in: 0 ... .max)).sock"
            descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
            try bindUnix(descriptor, path)
            socketPath = path
            url = "http://localhost"
        } else {
            descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
            url = "http://127.0.0.1:\(try bindLoopback(descriptor))"
            socketPath = nil
        }
        try check(listen(descriptor, 256), "listen")
        let listening = descriptor
        startThread { [weak self] in
            while true {
                let accepted = accept(listening, nil, nil)
                guard accepted >= 0, let self else { return }
                _ = fcntl(accepted, F_SETFD, FD_CLOEXEC)
                self.log.withLock { $0.connections += 1 }
                startThread { self.serve(Connection(accepted)) }
            }
        }
    }

    deinit {
        shutdown(descriptor, Int32(SHUT_RDWR))
        close(descriptor)
        if let socketPath { unlink(socketPath) }
    }

    var requests: [Request] { log.withLock { $0.requests } }
    var connectionCount: Int { log.withLock { $0.connections } }

    private func serve(_ connection: Connection) {
        while let request = connection.readRequest() {
            log.withLock { $0.requests.append(request) }
            handler(request, connection)
            if connection.isClosed { return }
        }
        connection.close()
    }
}

/// One accepted connection; used by one thread.
final class Connection: @unchecked Sendable {
    // Safety: created by the accept loop and handed to exactly one thread.
    private let descriptor: Int32
    private var buffer: [UInt8] = []
    private(set) var isClosed = false

    init(_ descriptor: Int32) { self.descriptor = descriptor }

    func send(_ text: String) { send(Array(text.utf8)) }

    /// - Returns: false when the other side is gone.
    @discardableResult
    func send(_ bytes: [UInt8]) -> Bool {
        var sent = 0
        while sent < bytes.count {
            let count = bytes.withUnsafeBytes {
                Glibc.send(descriptor, $0.baseAddress.map { $0 + sent }, bytes.count - sent, Int32(MSG_NOSIGNAL))
            }
            if count <= 0 { return false }
            sent += count
        }
        return true
    }

    func respond(_ status: String = "200 OK", _ body: String = "", headers: String = "") {
        send("HTTP/1.1 \(status)\r\nContent-Length: \(body.utf8.count)\r\n\(headers)\r\n\(body)")
    }

    func chunk(_ text: String) -> Bool {
        send(Array("\(String(text.utf8.count, radix: 16))\r\n\(text)\r\n".utf8))
    }

    /// Blocks until the other side closes.
    func awaitClose() {
        var byte: UInt8 = 0
        while recv(descriptor, &byte, 1, 0) > 0 {}
    }

    func close() {
        if isClosed { return }
        isClosed = true
        Glibc.close(descriptor)
    }

    fileprivate func readRequest() -> LocalServer.Request? {
        var end: Int?
        while end == nil {
            end = headEnd()
            if end == nil, !fill() { return nil }
        }
        guard let end else { return nil }
        var request = LocalServer.Request()
        request.head = String(decoding: buffer[..<end], as: UTF8.self)
        buffer.removeFirst(end)
        let words = request.head.split(separator: " ", maxSplits: 2).map(String.init)
        if words.count > 1 { (request.method, request.path) = (words[0], words[1]) }
        let field = request.head.lowercased().split(separator: "\r\n").first { $0.hasPrefix("content-length:") }
        let length = field.flatMap { Int($0.dropFirst(15).drop { $0 == " " }) } ?? 0
        while buffer.count < length { guard fill() else { return nil } }
        request.body = Array(buffer.prefix(length))
        buffer.removeFirst(length)
        return request
    }

    private func headEnd() -> Int? {
        let mark: [UInt8] = [13, 10, 13, 10]
        guard buffer.count >= 4 else { return nil }
        return (0...min(buffer.count - 4, 8192)).first { buffer[$0] == 13 && Array(buffer[$0..<$0 + 4]) == mark }.map {
            $0 + 4
        }
    }

    private func fill() -> Bool {
        let room = 1 << 16
        let bytes = [UInt8](unsafeUninitializedCapacity: room) { buffer, count in
            count = max(0, recv(descriptor, buffer.baseAddress, room, 0))
        }
        buffer.append(contentsOf: bytes)
        return !bytes.isEmpty
    }
}

func bindUnix(_ descriptor: Int32, _ path: String) throws {
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
    let result = withUnsafePointer(to: &address) {
        $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
            bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
        }
    }
    try check(result, "bind \(path)")
}

/// - Returns: the port that the kernel chose.
func bindLoopback(_ descriptor: Int32) throws -> Int {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let result = withUnsafeMutablePointer(to: &address) {
        $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
            bind(descriptor, $0, length) == 0 ? getsockname(descriptor, $0, &length) : -1
        }
    }
    try check(result, "bind")
    return Int(UInt16(bigEndian: address.sin_port))
}
