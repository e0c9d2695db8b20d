import CurlTransport
import Synchronization
import Values

/// Sends requests to one engine and turns refusals into `DockerError`.
final class EngineConnection: Sendable {
    let http: HTTPClient
    private let address: EngineAddress
    private let negotiated = Mutex<EngineVersion?>(nil)

    init(_ address: EngineAddress, tls: TLSOptions?) {
        self.address = address
        http = HTTPClient(options: TransportOptions(unixSocket: address.socket, tls: tls))
    }

    /// The version that requests are made in.
    func version() async throws(DockerError) -> EngineVersion {
        if let known = negotiated.withLock({ $0 }) { return known }
        let response: HTTPResponse
        do throws(TransportError) {
            response = try await http.send(HTTPRequest("GET", address.base + "/_ping", timeout: .seconds(10)))
        } catch { throw DockerError(error, request: "GET /_ping") }
        guard response.isSuccess, let header = response.headers["api-version"], let theirs = EngineVersion(header)
        else {
            throw .unexpectedAnswer(request: "GET /_ping", reason: "status \(response.status) without an API version")
        }
        let version = min(theirs, .newest)
        negotiated.withLock { $0 = version }
        return version
    }

    /// An answer with a status below 400.
    @discardableResult
    func send(_ request: EngineRequest) async throws(DockerError) -> HTTPResponse {
        let prepared = request.http(base: address.base, version: try await version())
        let response: HTTPResponse
        do throws(TransportError) { response = try await http.send(prepared) } catch {
            throw DockerError(error, request: request.summary)
        }
        if response.status >= 400 { throw Self.refusal(of: request, status: response.status, body: response.body) }
        return response
    }

    /// The answer's JSON.
    func value(_ request: EngineRequest) async throws(DockerError) -> Value {
        let response = try await send(request)
        do throws(Diagnostic) { return try response.json() } catch {
            throw .unexpectedAnswer(request: request.summary, reason: error.message)
        }
    }

    func list(_ request: EngineRequest) async throws(DockerError) -> [Value] {
        let value = try await value(request)
        return value.list ?? []
    }

    /// An answer with a status below 400 whose body is still coming.
    func stream(_ request: EngineRequest) async throws(DockerError) -> HTTPStream {
        let prepared = request.http(base: address.base, version: try await version())
        let stream: HTTPStream
        let body: [UInt8]
        do throws(TransportError) {
            stream = try await http.stream(prepared)
            if stream.status < 400 { return stream }
            body = try await stream.collect()
        } catch { throw DockerError(error, request: request.summary) }
        throw Self.refusal(of: request, status: stream.status, body: body)
    }

    private static func refusal(of request: EngineRequest, status: Int, body: [UInt8]) -> DockerError {
        let text = String(decoding: body, as: UTF8.self)
        // A proxy in between may answer with something else than the API's JSON: then all of it is the message.
        let answer: Result<Value, Diagnostic> = Result { () throws(Diagnostic) in try JSON.read(body) }
        var message = text
        if case .success(let value) = answer, let words = value["message"]?.string { message = words }
        while message.last?.isWhitespace == true { message.removeLast() }
        switch status {
        case 404: return .notFound(kind: request.kind, name: request.name, message: message)
        case 409: return .conflict(kind: request.kind, name: request.name, message: message)
        default: return .refused(status: status, message: message, request: request.summary)
        }
    }
}
