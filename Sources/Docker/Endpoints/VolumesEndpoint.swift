import CurlTransport
package import Values

/// Named volumes.
package struct VolumesEndpoint: Sendable {
    let connection: EngineConnection

    package func list(filters: [String: [String]] = [:]) async throws(DockerError) -> [Value] {
        let request = EngineRequest("GET", ["volumes"], query: EngineRequest.filters(filters), about: .volume)
        return try await connection.value(request)["Volumes"]?.list ?? []
    }

    package func inspect(_ name: String) async throws(DockerError) -> Value {
        try await connection.value(EngineRequest("GET", ["volumes", name], about: .volume, name))
    }

    /// - Parameter options: more of the API's create body: `Driver`, `DriverOpts`, `Labels`.
    @discardableResult
    package func create(_ name: String, options: ValueMap = [:]) async throws(DockerError) -> Value {
        var body = options
        body["Name"] = .string(name)
        return try await connection.value(
            EngineRequest("POST", ["volumes", "create"], body: .map(body), about: .volume, name))
    }

    package func remove(_ name: String, force: Bool = false) async throws(DockerError) {
        let query = [("force", force ? "1" : "0")]
        try await connection.send(EngineRequest("DELETE", ["volumes", name], query: query, about: .volume, name))
    }
}
