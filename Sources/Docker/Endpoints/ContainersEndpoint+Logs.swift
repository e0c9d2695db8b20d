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
        let hasTerminal = try await inspect(name).hasTerminal
        var request = request("GET", name, "logs")
        request.query = [
            ("stdout", "1"), ("stderr", "1"), ("tail", tail.map(String.init) ?? "all"),
            ("timestamps", timestamps ? "1" : "0"),
        ]
        if let since { request.query.append(("since", String(since))) }
        request.timeout = nil
        let stream = try await connection.stream(request)
        var logs = ContainerLogs()
        for try await entry in LogEntries(stream: stream, isFramed: !hasTerminal, request: request.summary) {
            logs.append(entry)
        }
        return logs
    }
}
