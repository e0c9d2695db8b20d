import Glibc

/// Ports of the loopback interface.
enum FreePort {
    /// One that nobody listens on.
    static func find() throws -> Int {
        let (descriptor, port) = try LoopbackSocket.listen()
        close(descriptor)
        return port
    }
}
