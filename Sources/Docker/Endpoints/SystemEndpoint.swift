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
}
