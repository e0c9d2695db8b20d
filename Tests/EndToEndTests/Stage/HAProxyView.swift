import Glibc
import Values

/// HAProxy as it sees itself, asked on its own socket.
struct HAProxyView: Sendable {
    let socketPath: String

    /// The worker's process id: another one after a reload.
    var worker: Int {
        get throws {
            let line = try ask("show info").split(separator: "\n").first { $0.hasPrefix("Pid: ") }
            guard let pid = line.flatMap({ Int($0.dropFirst(5)) }) else { throw StageFailure("HAProxy says no Pid") }
            return pid
        }
    }

    /// The entries of a map in the running worker.
    func map(_ file: String) throws -> [String: String] {
        var entries: [String: String] = [:]
        for line in try ask("show map \(file)").split(separator: "\n") {
            let words = line.split(separator: " ")
            if words.count == 3 { entries[String(words[1])] = String(words[2]) }
        }
        return entries
    }

    /// The addresses of the servers of a backend that are not in maintenance.
    func servers(of backend: String) throws -> [String] {
        try ask("show servers state \(backend)").split(separator: "\n").compactMap { line in
            let fields = line.split(separator: " ").map(String.init)
            // srv_admin_state is a set: 1, 2 and 32 are maintenance, 4 only tells that the configuration began with it.
            guard fields.count > 18, fields[1] == backend, let admin = Int(fields[6]), admin & 0x23 == 0 else {
                return nil
            }
            return "\(fields[4]):\(fields[18])"
        }.sorted()
    }

    /// One command on the socket.
    func ask(_ command: String) throws -> String {
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: socketPath.utf8) }
        let connected = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        guard connected == 0 else { throw StageFailure("HAProxy does not answer: \(String(cString: strerror(errno)))") }
        let line = Array((command + "\n").utf8)
        // One that ends just now must be an error and not a signal.
        guard send(descriptor, line, line.count, Int32(MSG_NOSIGNAL)) == line.count else {
            throw StageFailure("HAProxy does not listen")
        }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = read(descriptor, &buffer, buffer.count)
            if count <= 0 { return String(decoding: bytes, as: UTF8.self) }
            bytes += buffer[..<count]
        }
    }
}

extension Stage {
    var haproxy: HAProxyView { HAProxyView(socketPath: "\(directory)/haproxy/admin.sock") }

    var mapFile: String { "\(directory)/haproxy/maps/stacks.map" }
}
