import API
import ControlPlane
import CurlTransport
import Model
import PKI
import TestSupport
import Values

/// The REST API on the loopback or on a socket, and a client for it.
struct RestFixture: Sendable {
    let directory: TemporaryDirectory
    let rest: FakeRest

    init(lifetime: Duration = .seconds(43_200)) throws {
        directory = try TemporaryDirectory()
        rest = try FakeRest(lifetime: lifetime)
    }

    /// Serves plain HTTP on the loopback.
    func serve<Result: Sendable>(
        pages: RestPages = RestPages(), idleTimeout: Duration = .seconds(60),
        _ body: @Sendable (RestClient) async throws -> Result
    ) async throws -> Result {
        let bound = Promise<Int>()
        let port = RestPort(
            options: RestPort.Options(
                host: "127.0.0.1", port: 0, certificate: nil, bodyLimit: 64 << 10, idleTimeout: idleTimeout),
            operations: rest, logger: silent, pages: pages, onBound: { bound.fulfil($0) })
        return try await serving(port) {
            try await body(RestClient(base: "http://127.0.0.1:\(try await bound.value)", client: HTTPClient()))
        }
    }

    var socket: String { "\(directory.path)/master.sock" }

    func serveSocket<Result: Sendable>(_ body: @Sendable (RestClient) async throws -> Result) async throws -> Result {
        let bound = Promise<Bool>()
        let service = RestSocket(
            path: socket, operations: rest, logger: silent, onBound: { bound.fulfil(true) })
        return try await serving(service) {
            _ = try await bound.value
            let client = HTTPClient(options: TransportOptions(unixSocket: socket))
            return try await body(RestClient(base: "http://master", client: client))
        }
    }
}

/// Sends requests as scripts do.
struct RestClient: Sendable {
    static let fred: Value = ["username": "fred", "eauth": "sharedsecret", "sharedsecret": "s3cret"]

    let base: String
    let client: HTTPClient
    var token: String?

    func loggedIn(as user: String = "fred") async throws -> RestClient {
        let credentials: Value = ["username": .string(user), "eauth": "sharedsecret", "sharedsecret": "s3cret"]
        var copy = self
        copy.token = try await post("/login", credentials).headers["X-Auth-Token"]
        return copy
    }

    func get(_ path: String, headers: [(String, String)] = []) async throws -> HTTPResponse {
        try await client.send(request("GET", path, headers: headers))
    }

    func post(_ path: String, _ body: Value, headers: [(String, String)] = []) async throws -> HTTPResponse {
        try await client.send(
            request("POST", path, body: JSON.write(body), headers: headers + [("Content-Type", "application/json")]))
    }

    func post(
        _ path: String, text: String, type: String, headers: [(String, String)] = []
    ) async throws -> HTTPResponse {
        try await client.send(request("POST", path, body: text, headers: headers + [("Content-Type", type)]))
    }

    /// The answer as a stream of lines.
    func stream(
        _ method: String, _ path: String, _ body: Value? = nil, headers: [(String, String)] = []
    ) async throws -> HTTPStream {
        var request = request(method, path, body: body.map { JSON.write($0) }, headers: headers)
        request.timeout = nil
        if body != nil { request.headers.append(("Content-Type", "application/json")) }
        return try await client.stream(request)
    }

    private func request(
        _ method: String, _ path: String, body: String? = nil, headers: [(String, String)]
    ) -> HTTPRequest {
        HTTPRequest(
            method, base + path, headers: headers + (token.map { [("X-Auth-Token", $0)] } ?? []),
            body: body.map { Array($0.utf8) }, timeout: .seconds(20))
    }
}
