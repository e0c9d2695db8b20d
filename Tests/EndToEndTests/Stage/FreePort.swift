import Glibc

/// Ports of the loopback interface.
enum FreePort {
    /// One that nobody listens on, below those that Linux gives to clients (32768 and up): there a connection that ended a
    /// moment ago may still hold it when a program wants to listen.
    static func find() throws -> Int {
        for _ in 0..<1000 {
            guard let (descriptor, port) = try? LoopbackSocket.listen(port: .random(in: 10_000..<32_000)) else {
                continue
            }
            close(descriptor)
            return port
        }
        throw StageFailure("there is no free port on the loopback interface")
    }
}
