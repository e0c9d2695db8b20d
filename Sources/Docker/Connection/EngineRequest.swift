import CurlTransport
import Values

/// One call of the Engine API, before the version is known.
struct EngineRequest: Sendable {
    var method: String
    /// Segments are escaped one by one.
    var path: [String]
    var query: [(String, String)]
    var body: Value?
    var bodyFile: String?
    var headers: [(String, String)] = []
    /// nil for what may take as long as it takes.
    var timeout: Duration?
    /// What the request is about, for errors.
    var kind: DockerError.Kind
    var name: String

    init(
        _ method: String, _ path: [String], query: [(String, String)] = [], body: Value? = nil,
        timeout: Duration? = .seconds(60), about kind: DockerError.Kind, _ name: String = ""
    ) {
        self.method = method
        self.path = path
        self.query = query
        self.body = body
        self.timeout = timeout
        self.kind = kind
        self.name = name
    }

    /// For people: `POST /containers/web/start`.
    var summary: String { "\(method) /\(path.joined(separator: "/"))" }

    func http(base: String, version: EngineVersion) -> HTTPRequest {
        var url = "\(base)/v\(version)"
        for segment in path { url += "/" + PercentEncoding.encode(segment) }
        if !query.isEmpty {
            url +=
                "?" + query.map { "\(PercentEncoding.encode($0))=\(PercentEncoding.encode($1))" }.joined(separator: "&")
        }
        var request = HTTPRequest(method, url, headers: headers, bodyFile: bodyFile, timeout: timeout)
        if let body {
            request.body = Array(JSON.write(body).utf8)
            request.headers.append(("Content-Type", "application/json"))
        }
        return request
    }
}

extension EngineRequest {
    /// The Engine API's way to write filters into a query.
    static func filters(_ filters: [String: [String]]) -> [(String, String)] {
        if filters.isEmpty { return [] }
        let pairs = filters.sorted { $0.key < $1.key }.map {
            (Value.string($0.key), Value.list($0.value.map(Value.string)))
        }
        return [("filters", JSON.write(.map(ValueMap(pairs))))]
    }
}
