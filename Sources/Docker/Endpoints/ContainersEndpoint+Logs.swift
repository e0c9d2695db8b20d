import CurlTransport
import Values

extension ContainersEndpoint {
    /// What the container wrote, stdout and stderr apart; a container with a terminal has stdout only.
    /// - Parameters:
    ///   - tail: this many lines from the end; nil for all.
    ///   - since: seconds since 1970.
    package func logs(_ name: String, tail: Int? = nil, since: Int? = nil, timestamps: Bool = false)
        async throws(DockerError) -> ContainerLogs
    {
        var logs = ContainerLogs()
        for try await entry in try await logRequest(name, tail, since, timestamps, follow: false) { logs.append(entry) }
        return logs
    }

    /// The same, piece by piece as it is written, until the container ends or the sequence is left.
    package func followLogs(_ name: String, tail: Int? = nil, since: Int? = nil, timestamps: Bool = false)
        async throws(DockerError) -> LogEntries
    {
        try await logRequest(name, tail, since, timestamps, follow: true)
    }

    private func logRequest(_ name: String, _ tail: Int?, _ since: Int?, _ timestamps: Bool, follow: Bool)
        async throws(DockerError) -> LogEntries
    {
        let hasTerminal = try await inspect(name).hasTerminal
        var request = request("GET", name, "logs")
        request.query = [
            ("stdout", "1"), ("stderr", "1"), ("tail", tail.map(String.init) ?? "all"), ("follow", follow ? "1" : "0"),
            ("timestamps", timestamps ? "1" : "0"),
        ]
        if let since { request.query.append(("since", String(since))) }
        request.timeout = nil
        let stream = try await connection.stream(request)
        return LogEntries(stream: stream, isFramed: !hasTerminal, request: request.summary)
    }
}
