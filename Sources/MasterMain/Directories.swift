import Glibc
import Settings
import Values

/// The directories that the master keeps its things in.
enum Directories {
    /// Makes what is missing, for root only.
    static func make(_ configuration: MasterConfiguration) throws(Diagnostic) {
        try make(configuration.common.rootDirectory)
        try make(configuration.common.runDirectory)
        if let slash = configuration.storePath.lastIndex(of: "/") {
            try make(String(configuration.storePath[..<slash]))
        }
    }

    private static func make(_ path: String) throws(Diagnostic) {
        var made = ""
        for part in path.split(separator: "/") {
            made += "/\(part)"
            guard mkdir(made, 0o700) == 0 || errno == EEXIST else {
                throw Diagnostic("'\(made)' can't be made: \(String(cString: strerror(errno)))")
            }
        }
    }
}

/// The master's Unix socket.
enum MasterSocket {
    /// Removes a socket that a master left behind when it was killed.
    ///
    /// - Throws: when a master is still listening there.
    static func makeRoom(at path: String) throws(Diagnostic) {
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        guard descriptor >= 0 else { throw Diagnostic("no socket can be made: \(String(cString: strerror(errno)))") }
        defer { close(descriptor) }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let room = MemoryLayout.size(ofValue: address.sun_path)
        guard path.utf8.count < room else {
            throw Diagnostic("the path of the socket is too long: '\(path)'", hint: "set a shorter 'sock_dir'")
        }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        let connected = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        guard connected != 0 else {
            throw Diagnostic(
                "another master is running: it listens on '\(path)'",
                hint: "'ss -lxp' shows who that is; 'root_dir' or 'sock_dir' gives this one a place of its own")
        }
        guard errno == ENOENT || unlink(path) == 0 || errno == ENOENT else {
            throw Diagnostic(
                "can't listen on '\(path)': what is there can't be removed: \(String(cString: strerror(errno)))",
                hint: "move it away, or set another 'sock_dir'")
        }
    }
}
