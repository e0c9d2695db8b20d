import CurlTransport
package import Values

/// Networks. `name` is a name or an id everywhere.
package struct NetworksEndpoint: Sendable {
    let connection: EngineConnection

    /// - Parameter filters: the Engine API's; its `name` matches parts of names.
    package func list(filters: [String: [String]] = [:]) async throws(DockerError) -> [NetworkDetails] {
        let request = EngineRequest("GET", ["networks"], query: EngineRequest.filters(filters), about: .network)
        return try await connection.list(request).map(NetworkDetails.init)
    }

    package func inspect(_ name: String) async throws(DockerError) -> NetworkDetails {
        NetworkDetails(try await connection.value(EngineRequest("GET", ["networks", name], about: .network, name)))
    }

    /// nil when there is none.
    package func find(_ name: String) async throws(DockerError) -> NetworkDetails? {
        do throws(DockerError) { return try await inspect(name) } catch {
            if case .notFound = error { return nil }
            throw error
        }
    }

    /// A second network of the same name is refused as a conflict.
    /// - Parameter options: more of the API's create body: `Driver`, `Options`, `Labels`, `IPAM`, `Internal`,
    ///   `Attachable`, `EnableIPv6`.
    /// - Returns: the id.
    package func create(_ name: String, options: ValueMap = [:]) async throws(DockerError) -> String {
        var body = options
        body["Name"] = .string(name)
        body["CheckDuplicate"] = true
        let request = EngineRequest("POST", ["networks", "create"], body: .map(body), about: .network, name)
        let answer: Value
        do throws(DockerError) { answer = try await connection.value(request) } catch {
            // Engines say 404 when they have no address pool left; the network to be made can't be what is missing.
            guard case .notFound(_, _, let message) = error else { throw error }
            throw .refused(status: 404, message: message, request: request.summary)
        }
        guard let id = answer["Id"]?.string else {
            throw .unexpectedAnswer(request: request.summary, reason: "no Id")
        }
        return id
    }

    package func remove(_ name: String) async throws(DockerError) {
        try await connection.send(EngineRequest("DELETE", ["networks", name], about: .network, name))
    }

    /// - Parameter endpoint: the API's `EndpointConfig`: `Aliases`, `Links`, `IPAMConfig`.
    package func connect(_ container: String, to name: String, endpoint: ValueMap = [:]) async throws(DockerError) {
        var body: ValueMap = ["Container": .string(container)]
        if !endpoint.isEmpty { body["EndpointConfig"] = .map(endpoint) }
        try await connection.send(
            EngineRequest("POST", ["networks", name, "connect"], body: .map(body), about: .network, name))
    }

    /// - Parameter force: also when the container is gone or does not answer.
    package func disconnect(_ container: String, from name: String, force: Bool = false) async throws(DockerError) {
        let body: Value = ["Container": .string(container), "Force": .bool(force)]
        try await connection.send(
            EngineRequest("POST", ["networks", name, "disconnect"], body: body, about: .network, name))
    }
}
