/// HAProxy's command line on a Unix socket: one connection per command, the answer is everything until it closes.
struct CommandSocket: Sendable {
    let path: String
    let deadline: Duration

    func send(_ command: String) async throws(HAProxyError) -> String {
        let path = path
        let limit = deadline
        return try await BlockingThread.run { signal throws(HAProxyError) in
            let deadline = Deadline(limit, signal: signal)
            do throws(SocketFailure) {
                let socket = try StreamSocket.unix(path, deadline)
                try socket.write(command + "\n", deadline)
                socket.endWriting()
                return try socket.readToEnd(deadline)
            } catch {
                throw error.error(address: path, action: command)
            }
        }
    }
}
