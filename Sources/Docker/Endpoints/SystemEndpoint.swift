import CurlTransport
package import Values

/// The engine itself.
package struct SystemEndpoint: Sendable {
    let connection: EngineConnection

    /// Succeeds when an engine answers.
    package func ping() async throws(DockerError) {
        try await connection.send(EngineRequest("GET", ["_ping"], timeout: .seconds(10), about: .engine))
    }

    package func version() async throws(DockerError) -> Value {
        try await connection.value(EngineRequest("GET", ["version"], about: .engine))
    }

    package func info() async throws(DockerError) -> Value {
        try await connection.value(EngineRequest("GET", ["info"], about: .engine))
    }

    /// What happens in the engine from now on, until the engine goes or the sequence is left.
    ///
    /// - Parameter filters: the Engine API's, for example `["type": ["container"], "label": ["pigeon.stack"]]`.
    package func events(filters: [String: [String]] = [:]) async throws(DockerError) -> EngineEvents {
        let request = EngineRequest(
            "GET", ["events"], query: EngineRequest.filters(filters), timeout: nil, about: .engine)
        let stream = try await connection.stream(request)
        return EngineEvents(messages: EngineMessages(lines: stream.lines(), request: request.summary))
    }
}
