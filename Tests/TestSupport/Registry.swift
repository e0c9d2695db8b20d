import Glibc

/// A registry of files on loopback: the registry API's read side, laid out as its paths under a folder.
final class Registry: Sendable {
    /// `host:port`, as it is part of an image's name.
    let address: String
    private let folder: String

    init(folder: String) throws {
        self.folder = folder
        let listening = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        _ = fcntl(listening, F_SETFD, FD_CLOEXEC)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let result = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(listening, $0, length) == 0 && getsockname(listening, $0, &length) == 0
                    ? listen(listening, 16) : -1
            }
        }
        guard result == 0 else { throw SystemFailure("no registry") }
        self.address = "127.0.0.1:\(UInt16(bigEndian: address.sin_port))"
        startThread {
            while true {
                let connection = accept(listening, nil, nil)
                if connection < 0 { return }
                self.answer(connection)
                close(connection)
            }
        }
    }

    /// One request a connection.
    private func answer(_ connection: Int32) {
        var head: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4096)
        while !String(decoding: head, as: UTF8.self).contains("\r\n\r\n") {
            let count = recv(connection, &buffer, buffer.count, 0)
            // The engine tries TLS first, whose first byte is 22.
            if count <= 0 || head.isEmpty && buffer[0] == 22 { return }
            head += buffer[..<count]
        }
        let words = String(decoding: head, as: UTF8.self).split(separator: " ", maxSplits: 2).map(String.init)
        guard words.count == 3 else { return }
        let content = words[1] == "/v2/" ? Array("{}".utf8) : file(at: words[1])
        let type =
            words[1].contains("/manifests/")
            ? "application/vnd.docker.distribution.manifest.v2+json" : "application/octet-stream"
        let status = content == nil ? "404 Not Found" : "200 OK"
        let body = content ?? Array(#"{"errors":[{"code":"UNKNOWN","message":"not in this registry"}]}"#.utf8)
        let answer =
            "HTTP/1.1 \(status)\r\nContent-Type: \(type)\r\nContent-Length: \(body.count)\r\nConnection: close\r\n\r\n"
        let bytes = Array(answer.utf8) + (words[0] == "HEAD" ? [] : body)
        var sent = 0
        while sent < bytes.count {
            let count = bytes[sent...].withUnsafeBytes {
                send(connection, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            if count <= 0 { return }
            sent += count
        }
    }

    private func file(at path: String) -> [UInt8]? {
        do { return try TextFile.bytes(of: folder + path) } catch { return nil }
    }
}
