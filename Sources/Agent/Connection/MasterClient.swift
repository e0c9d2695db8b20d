package import CurlTransport
package import Model
package import Values

/// The master's minion port as calls: each is one request with this minion's certificate.
package struct MasterClient: Sendable {
    /// The name in the master's certificate, whatever address it is reached at.
    static let serverName = "pigeon-master"

    /// The largest file that can be fetched, in bytes.
    private static let maximumBodySize = 2 << 30

    package let address: MasterAddress
    private let http: HTTPClient

    package init(address: MasterAddress, credentials: Credentials) {
        self.init(
            address: address,
            tls: TLSOptions(
                authority: .text(credentials.authority), certificate: .text(credentials.certificate),
                privateKey: .text(credentials.privateKey.revealed)),
            maximumBodySize: Self.maximumBodySize)
    }

    /// - Parameter maximumBodySize: the largest answer that is read, in bytes.
    init(address: MasterAddress, tls: TLSOptions, maximumBodySize: Int) {
        self.address = address
        http = HTTPClient(
            options: TransportOptions(
                tls: tls, connectTo: address.description, maximumBodySize: maximumBodySize,
                sharesConnection: true))
    }

    /// The answer of any status that is neither a refusal of the minion nor the request's own failure.
    ///
    /// - Parameter accepting: statuses beside 2xx that the caller understands.
    package func send(_ request: HTTPRequest, accepting: Set<Int> = []) async throws(MasterError) -> HTTPResponse {
        let response: HTTPResponse
        do {
            response = try await http.send(request)
        } catch {
            throw MasterError(address, error)
        }
        return try check(response, accepting: accepting)
    }

    /// As `send`, for a thread that may wait: never one of the cooperative pool's.
    package func sendBlocking(_ request: HTTPRequest, accepting: Set<Int> = []) throws(MasterError) -> HTTPResponse {
        let response: HTTPResponse
        do {
            response = try http.sendBlocking(request)
        } catch {
            throw MasterError(address, error)
        }
        return try check(response, accepting: accepting)
    }

    package func request(
        _ method: String, _ path: String, body: Value? = nil, timeout: Duration? = .seconds(60),
        headers: [(String, String)] = []
    ) -> HTTPRequest {
        self.request(method, path, bytes: body.map { Array(JSON.write($0).utf8) }, timeout: timeout, headers: headers)
    }

    package func request(
        _ method: String, _ path: String, bytes: [UInt8]?, timeout: Duration? = .seconds(60),
        headers: [(String, String)] = []
    ) -> HTTPRequest {
        let type = bytes == nil ? [] : [("Content-Type", "application/json")]
        return HTTPRequest(
            method, "https://\(Self.serverName):\(address.port)\(path)", headers: type + headers, body: bytes,
            timeout: timeout)
    }

    /// Tells what this minion's grains are now.
    package func tell(grains: ValueMap, timeout: Duration = .seconds(60)) async throws(MasterError) {
        _ = try await send(request("PUT", "/v1/grains", body: .map(grains), timeout: timeout))
    }

    /// Opens the stream of lines.
    func jobs() async throws(MasterError) -> HTTPStream {
        do {
            let stream = try await http.stream(request("GET", "/v1/jobs", timeout: nil))
            if stream.isSuccess { return stream }
            let body = try await stream.collect(upTo: 65536)
            throw failure(status: stream.status, body: body)
        } catch let error as TransportError {
            throw MasterError(address, error)
        } catch let error as MasterError {
            throw error
        } catch {
            throw .unreadable(address, Diagnostic("\(error)"))
        }
    }

    /// The answer's JSON.
    func json(_ response: HTTPResponse) throws(MasterError) -> Value {
        do {
            return try response.json()
        } catch {
            throw .unreadable(address, error)
        }
    }

    private func check(_ response: HTTPResponse, accepting: Set<Int>) throws(MasterError) -> HTTPResponse {
        if response.isSuccess || accepting.contains(response.status) { return response }
        throw failure(status: response.status, body: response.body)
    }

    private func failure(status: Int, body: [UInt8]) -> MasterError {
        let text = Self.sentence(body)
        return status == 401 || status == 403
            ? .unauthorised(address, text) : .refused(address, status: status, text)
    }

    /// The sentence in an error's body: `{"error": {"error": ..., "hint": ...}}`, `{"error": "..."}`, or the text
    /// itself.
    private static func sentence(_ body: [UInt8]) -> String {
        let text = String(decoding: body.prefix(2000), as: UTF8.self)
        let value: Value
        do {
            value = try JSON.read(body)
        } catch {
            return text.isEmpty ? "no reason given" : text
        }
        let inner = value["error"]?.map == nil ? value : value["error"] ?? .null
        guard let sentence = inner["error"]?.string else { return text }
        return inner["hint"]?.string.map { "\(sentence) (\($0))" } ?? sentence
    }
}
