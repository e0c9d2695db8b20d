package import Values

/// A complete answer. Any status is an answer, 500 too: only a missing answer is an error.
package struct HTTPResponse: Sendable {
    package var status: Int
    package var headers: HTTPHeaders
    package var body: [UInt8]
    /// The chain that the server showed, its own certificate first, as PEM; filled only when the request asked for it.
    package var peerCertificates: [String]

    package init(status: Int, headers: HTTPHeaders = HTTPHeaders(), body: [UInt8] = [], peerCertificates: [String] = [])
    {
        self.status = status
        self.headers = headers
        self.body = body
        self.peerCertificates = peerCertificates
    }

    package var isSuccess: Bool { (200..<300).contains(status) }

    /// The body as UTF-8; bytes that are not become replacement characters.
    package var text: String { String(decoding: body, as: UTF8.self) }

    /// - Throws: a `Diagnostic` with line and column when the body is not JSON.
    package func json() throws(Diagnostic) -> Value { try JSON.read(body, file: "response body") }
}

/// What is known once status and header fields are there and the body is still on its way.
struct ResponseHead: Sendable {
    var status: Int
    var headers: HTTPHeaders
    var peerCertificates: [String]
}
