import CurlTransport
package import Values

/// Containers. `name` is a name or an id everywhere.
package struct ContainersEndpoint: Sendable {
    let connection: EngineConnection

    /// - Parameter filters: the Engine API's: `["label": ["pigeon.app=web"], "name": ["^/web$"], "status":
    ///   ["running"]]`.
    package func list(all: Bool = true, filters: [String: [String]] = [:]) async throws(DockerError)
        -> [ContainerSummary]
    {
        let query = [("all", all ? "1" : "0")] + EngineRequest.filters(filters)
        let request = EngineRequest("GET", ["containers", "json"], query: query, about: .container)
        return try await connection.list(request).map(ContainerSummary.init)
    }

    /// - Parameter configuration: the API's create body, as `ContainerSpecification.createBody` makes it.
    /// - Returns: the id and the engine's warnings.
    package func create(_ name: String?, configuration: Value) async throws(DockerError) -> (
        id: String, warnings: [String]
    ) {
        let request = EngineRequest(
            "POST", ["containers", "create"], query: name.map { [("name", $0)] } ?? [], body: configuration,
            about: .container, name ?? "")
        let answer: Value
        do throws(DockerError) { answer = try await connection.value(request) } catch {
            // Only the image can be missing here.
            guard case .notFound(_, _, let message) = error else { throw error }
            throw .notFound(kind: .image, name: configuration["Image"]?.string ?? "", message: message)
        }
        guard let id = answer["Id"]?.string else { throw .unexpectedAnswer(request: request.summary, reason: "no Id") }
        return (id, answer["Warnings"]?.list?.compactMap(\.string) ?? [])
    }

    package func inspect(_ name: String) async throws(DockerError) -> ContainerDetails {
        ContainerDetails(try await connection.value(request("GET", name, "json")))
    }

    /// nil when there is none.
    package func find(_ name: String) async throws(DockerError) -> ContainerDetails? {
        do throws(DockerError) { return try await inspect(name) } catch {
            if case .notFound = error { return nil }
            throw error
        }
    }

    /// - Returns: false when it was running already.
    @discardableResult
    package func start(_ name: String) async throws(DockerError) -> Bool {
        try await connection.send(request("POST", name, "start")).status != 304
    }

    /// Sends the stop signal, and SIGKILL after `timeout`; nil leaves the time to the container (10 s without its own).
    /// - Returns: false when it was stopped already.
    @discardableResult
    package func stop(_ name: String, timeout: Duration? = nil) async throws(DockerError) -> Bool {
        try await connection.send(stopping("stop", name, timeout)).status != 304
    }

    package func restart(_ name: String, timeout: Duration? = nil) async throws(DockerError) {
        try await connection.send(stopping("restart", name, timeout))
    }

    package func kill(_ name: String, signal: String = "SIGKILL") async throws(DockerError) {
        var request = request("POST", name, "kill")
        request.query = [("signal", signal)]
        try await connection.send(request)
    }

    package func pause(_ name: String) async throws(DockerError) {
        try await connection.send(request("POST", name, "pause"))
    }

    package func unpause(_ name: String) async throws(DockerError) {
        try await connection.send(request("POST", name, "unpause"))
    }

    /// - Parameters:
    ///   - force: kill it first when it runs.
    ///   - volumes: remove its anonymous volumes too.
    package func remove(_ name: String, force: Bool = false, volumes: Bool = false) async throws(DockerError) {
        var request = EngineRequest("DELETE", ["containers", name], about: .container, name)
        request.query = [("force", force ? "1" : "0"), ("v", volumes ? "1" : "0")]
        try await connection.send(request)
    }

    package func rename(_ name: String, to newName: String) async throws(DockerError) {
        var request = request("POST", name, "rename")
        request.query = [("name", newName)]
        try await connection.send(request)
    }

    /// Changes limits and the restart policy of a container as it is.
    /// - Returns: the engine's warnings.
    @discardableResult
    package func update(_ name: String, _ changes: ValueMap) async throws(DockerError) -> [String] {
        var request = request("POST", name, "update")
        request.body = .map(changes)
        return try await connection.value(request)["Warnings"]?.list?.compactMap(\.string) ?? []
    }

    /// Waits, without a limit, for the container to end; cancel the task to give up.
    /// - Parameter nextExit: wait for the next end though it is not running now: for a container about to be started.
    /// - Returns: the exit code.
    package func wait(_ name: String, nextExit: Bool = false) async throws(DockerError) -> Int {
        var request = request("POST", name, "wait")
        request.query = [("condition", nextExit ? "next-exit" : "not-running")]
        request.timeout = nil
        let answer = try await connection.value(request)
        if let problem = answer["Error"]?["Message"]?.string, !problem.isEmpty {
            throw .unexpectedAnswer(request: request.summary, reason: problem)
        }
        guard let code = answer["StatusCode"]?.int else {
            throw .unexpectedAnswer(request: request.summary, reason: "no StatusCode")
        }
        return code
    }

    func request(_ method: String, _ name: String, _ action: String) -> EngineRequest {
        EngineRequest(method, ["containers", name, action], about: .container, name)
    }

    /// The request may take as long as the container is given to stop, and a margin.
    private func stopping(_ action: String, _ name: String, _ timeout: Duration?) -> EngineRequest {
        var request = request("POST", name, action)
        guard let timeout else {
            request.timeout = nil
            return request
        }
        request.query = [("t", String(max(0, timeout.components.seconds)))]
        request.timeout = timeout + .seconds(60)
        return request
    }
}
