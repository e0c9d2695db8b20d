import CurlTransport
import Values

/// The master's REST API: on its own socket, or at a URL with a token.
struct ControlClient: Sendable {
    /// How the master is reached.
    enum Endpoint: Sendable {
        case socket(path: String)
        case url(String, token: Secret?, authority: String?)
    }

    private static let maximumLine = 256 << 20

    private let endpoint: Endpoint
    private let http: HTTPClient

    init(_ endpoint: Endpoint) {
        self.endpoint = endpoint
        switch endpoint {
        case .socket(let path): http = HTTPClient(localSocket: path)
        case .url(_, _, let authority):
            http = HTTPClient(options: TransportOptions(tls: authority.map { TLSOptions(authority: .file($0)) }))
        }
    }

    /// One lowstate chunk, carried out.
    ///
    /// - Parameter onEvent: called for what the master tells while it works.
    /// - Returns: the elements of `return`.
    func run(_ chunk: ValueMap, onEvent: (ReportedEvent) -> Void = { _ in }) async throws(ControlError) -> [Value] {
        try await post("/", body: [.map(chunk)], onEvent: onEvent)
    }

    /// A request whose answer is told line by line.
    func post(
        _ path: String, body: Value, onEvent: (ReportedEvent) -> Void = { _ in }
    ) async throws(ControlError) -> [Value] {
        let stream = try await open(
            request(
                "POST", path, body: body,
                headers: [("Content-Type", "application/json"), ("Accept", "application/x-ndjson")]))
        var result: [Value]?
        try await lines(of: stream) { line throws(ControlError) in
            if line.isEmpty { return }
            switch try ReplyLine(line) {
            case .event(let event): onEvent(event)
            case .result(let elements): result = elements
            }
        }
        guard let result else {
            throw .connectionLost(.connectionLost(target: name, reason: "the answer ended before the result"))
        }
        return result
    }

    func get(_ path: String) async throws(ControlError) -> Value {
        let response: HTTPResponse
        do {
            response = try await http.send(request("GET", path))
        } catch {
            throw unreachable(error)
        }
        guard response.isSuccess else { throw ReplyLine.failure(status: response.status, body: response.body) }
        do {
            return try response.json()
        } catch {
            throw .unreadable(error.description)
        }
    }

    /// The event bus, until the master ends it, `handle` returns false or the task is cancelled.
    func events(matching glob: String?, handle: (ReportedEvent) -> Bool) async throws(ControlError) {
        // Only the socket takes a glob; a remote master's stream is sifted here.
        let query = glob.flatMap { isLocal ? "?tag=\(PercentEncoding.encode($0))" : nil } ?? ""
        let stream = try await open(request("GET", "/events\(query)"))
        var parser = EventStreamParser()
        var goesOn = true
        try await lines(of: stream) { line throws(ControlError) in
            if goesOn, let event = try parser.take(line) {
                goesOn = handle(event)
                if !goesOn { stream.cancel() }
            }
        }
    }

    private var isLocal: Bool { if case .socket = endpoint { true } else { false } }

    private var name: String {
        switch endpoint {
        case .socket(let path): path
        case .url(let url, _, _): url
        }
    }

    private func request(
        _ method: String, _ path: String, body: Value? = nil, headers: [(String, String)] = []
    ) -> HTTPRequest {
        var headers = headers
        let base: String
        switch endpoint {
        case .socket: base = "http://localhost"
        case .url(let url, let token, _):
            base = url.hasSuffix("/") ? String(url.dropLast()) : url
            if let token { headers.append(("X-Auth-Token", token.revealed)) }
        }
        // A deployment may take as long as it takes: there is no limit for the whole.
        return HTTPRequest(
            method, base + path, headers: headers, body: body.map { Array(JSON.write($0).utf8) }, timeout: nil)
    }

    private func open(_ request: HTTPRequest) async throws(ControlError) -> HTTPStream {
        let stream: HTTPStream
        let body: [UInt8]
        do {
            stream = try await http.stream(request)
            if stream.isSuccess { return stream }
            body = try await stream.collect()
        } catch {
            throw unreachable(error)
        }
        throw ReplyLine.failure(status: stream.status, body: body)
    }

    private func lines(of stream: HTTPStream, _ take: (String) throws(ControlError) -> Void) async throws(ControlError)
    {
        var iterator = stream.lines(maximumLength: Self.maximumLine).makeAsyncIterator()
        while true {
            let line: String?
            do {
                line = try await iterator.next(isolation: #isolation)
            } catch .cancelled {
                return
            } catch {
                throw .connectionLost(error)
            }
            guard let line else { return }
            try take(line)
        }
    }

    private func unreachable(_ error: TransportError) -> ControlError {
        if case .connectionLost = error { return .connectionLost(error) }
        switch endpoint {
        case .socket(let path): return .socketUnreachable(path: path, error)
        case .url(let url, _, _): return .urlUnreachable(url: url, error)
        }
    }
}
