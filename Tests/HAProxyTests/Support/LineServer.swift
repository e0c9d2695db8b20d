import Glibc
import Synchronization

@testable import HAProxy

/// A listening socket whose connections are each served on a thread; for HTTP servers and for a HAProxy that lies.
final class LineServer: Sendable {
    private let descriptor: Int32
    let port: Int
    private let open = Mutex<Set<Int32>>([])

    /// - Parameter path: Listens on a Unix socket there instead of on loopback.
    init(path: String? = nil, serve: @escaping @Sendable (Int32) -> Void) throws {
        descriptor = socket(
            path == nil ? AF_INET : AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var inet = sockaddr_in()
        inet.sin_family = sa_family_t(AF_INET)
        inet.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        var unix = sockaddr_un()
        unix.sun_family = sa_family_t(AF_UNIX)
        let descriptor = descriptor
        if let path {
            withUnsafeMutableBytes(of: &unix.sun_path) { $0.copyBytes(from: path.utf8) }
        }
        func bound(_ bytes: UnsafeRawBufferPointer) -> Bool {
            guard let base = bytes.baseAddress else { return false }
            return bind(descriptor, base.assumingMemoryBound(to: sockaddr.self), socklen_t(bytes.count)) == 0
        }
        let isBound = path == nil ? withUnsafeBytes(of: &inet, bound) : withUnsafeBytes(of: &unix, bound)
        guard isBound, listen(descriptor, 128) == 0 else { throw ScratchFailure(message: "cannot listen") }
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        withUnsafeMutableBytes(of: &inet) { bytes in
            if path == nil, let base = bytes.baseAddress {
                getsockname(descriptor, base.assumingMemoryBound(to: sockaddr.self), &size)
            }
        }
        port = Int(UInt16(bigEndian: inet.sin_port))
        Self.thread { [self] in
            while true {
                let client = accept(descriptor, nil, nil)
                guard client >= 0 else {
                    // Closed here and not in `stop`, so that the number cannot be another socket's while this thread
                    // uses it.
                    close(descriptor)
                    return
                }
                open.withLock { _ = $0.insert(client) }
                Self.thread { [self] in
                    serve(client)
                    open.withLock { open in if open.remove(client) != nil { close(client) } }
                }
            }
        }
    }

    /// Stops listening and cuts every connection.
    func stop() {
        shutdown(descriptor, Int32(SHUT_RDWR))
        open.withLock { for client in $0 { shutdown(client, Int32(SHUT_RDWR)) } }
    }

    private final class Body: Sendable {
        let run: @Sendable () -> Void
        init(_ run: @escaping @Sendable () -> Void) { self.run = run }
    }

    private static func thread(_ run: @escaping @Sendable () -> Void) {
        var handle = pthread_t()
        pthread_create(
            &handle, nil,
            { argument in
                if let argument { Unmanaged<Body>.fromOpaque(argument).takeRetainedValue().run() }
                return nil
            }, Unmanaged.passRetained(Body(run)).toOpaque())
        pthread_detach(handle)
    }

    /// What comes until `end` is in it, or nil when the connection ends first.
    static func receive(_ client: Int32, until end: String) -> String? {
        var text: [UInt8] = []
        while text.firstRange(of: Array(end.utf8)) == nil {
            var chunk = [UInt8](repeating: 0, count: 4096)
            let count = recv(client, &chunk, chunk.count, 0)
            guard count > 0 else { return nil }
            text += chunk.prefix(count)
        }
        return String(decoding: text, as: UTF8.self)
    }

    @discardableResult
    static func send(_ client: Int32, _ text: String) -> Bool {
        let bytes = Array(text.utf8)
        return Glibc.send(client, bytes, bytes.count, Int32(MSG_NOSIGNAL)) == bytes.count
    }
}

/// A keep-alive HTTP server whose body says which version it is.
struct VersionServer {
    private let server: LineServer

    init(_ version: String, status: Int = 200, delay: UInt32 = 0) throws {
        server = try LineServer { client in
            while let head = LineServer.receive(client, until: "\r\n\r\n") {
                // The load client's POST carries six bytes, which may come in a packet of their own.
                if head.hasPrefix("POST"), !head.hasSuffix("load=1"), LineServer.receive(client, until: "load=1") == nil
                {
                    return
                }
                usleep(delay * 1000)
                let body = "\(version)\n"
                guard
                    LineServer.send(client, "HTTP/1.1 \(status) X\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)")
                else { return }
            }
        }
    }

    var backend: BackendServer { BackendServer(address: "127.0.0.1", port: server.port) }

    func stop() { server.stop() }
}
