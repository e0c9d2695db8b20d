/// One HTTP request straight to a server, past HAProxy: does the container itself answer as it should?
package struct HealthProbe: Sendable {
    package let check: HealthCheck

    package init(check: HealthCheck) { self.check = check }

    package struct Answer: Sendable, Hashable {
        package var status: Int
        package var milliseconds: Double
    }

    /// One probe, within the check's timeout.
    /// - Throws: `serverUnhealthy` with the reason: refused, no answer in time, or an unexpected status.
    package func probe(_ server: BackendServer) async throws(HAProxyError) -> Answer {
        let check = check
        return try await BlockingThread.run { signal throws(HAProxyError) in
            let start = ContinuousClock.now
            let head: String
            do throws(SocketFailure) {
                head = try Self.head(of: server, check, Deadline(check.timeout, signal: signal))
            } catch {
                throw Self.unhealthy(server, check, error)
            }
            let words = head.split(separator: " ", maxSplits: 2)
            guard words.count >= 2, words[0].hasPrefix("HTTP/1."), let status = Int(words[1].prefix(3)) else {
                throw .serverUnhealthy(
                    server: "\(server)", reason: "what answers does not speak HTTP: '\(head.prefix(60))'")
            }
            guard check.expect.contains(status) else {
                throw .serverUnhealthy(
                    server: "\(server)",
                    reason: "\(check.method) \(check.path) answered \(status), expected was \(check.expect)")
            }
            let elapsed = start.duration(to: .now).components
            return Answer(
                status: status, milliseconds: Double(elapsed.seconds) * 1e3 + Double(elapsed.attoseconds) / 1e15)
        }
    }

    /// The status line of the answer.
    private static func head(of server: BackendServer, _ check: HealthCheck, _ deadline: Deadline)
        throws(SocketFailure) -> String
    {
        let socket = try StreamSocket.tcp(server.address, port: server.port, deadline)
        try socket.write(
            "\(check.method) \(check.path) HTTP/1.1\r\nHost: \(check.host)\r\nUser-Agent: pigeon-probe\r\n"
                + "Connection: close\r\n\r\n", deadline)
        var bytes: [UInt8] = []
        while bytes.count < 65536 {
            if let end = bytes.firstIndex(of: UInt8(ascii: "\n")) {
                return String(decoding: bytes[..<end].filter { $0 != UInt8(ascii: "\r") }, as: UTF8.self)
            }
            let chunk = try socket.read(deadline)
            if chunk.isEmpty { break }
            bytes.append(contentsOf: chunk)
        }
        throw .broken(bytes.isEmpty ? "it closed without an answer" : "it sent no status line")
    }

    private static func unhealthy(_ server: BackendServer, _ check: HealthCheck, _ failure: SocketFailure)
        -> HAProxyError
    {
        let reason: String
        switch failure {
        case .refused: reason = "nobody listens there"
        case .deadline: reason = "no answer to \(check.method) \(check.path) within \(TimeText.haproxy(check.timeout))"
        case .missing, .denied: reason = "it cannot be reached"
        case .broken(let text): reason = text
        case .cancelled: return .cancelled(action: "probe \(server)")
        }
        return .serverUnhealthy(server: "\(server)", reason: reason)
    }
}
