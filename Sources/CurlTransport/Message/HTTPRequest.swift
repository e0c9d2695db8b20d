/// One request. URLs are used as given: what goes into a path or a query has to be escaped by the caller.
package struct HTTPRequest: Sendable {
    package var method: String
    /// `http://` or `https://`; with a Unix socket the host only fills the `Host` field.
    package var url: String
    package var headers: [(String, String)]
    package var body: [UInt8]?
    /// A file that is sent as the body instead of `body`, read as it is sent: for bodies that must not be held in
    /// memory.
    package var bodyFile: String?
    /// The limit for the whole exchange, from the start to the last byte of the answer; nil for streams.
    package var timeout: Duration?
    /// The limit for name resolution, connecting and the TLS handshake.
    package var connectTimeout: Duration
    /// How long no byte may come while one is awaited; time in which the reader of a stream is slow does not count.
    package var idleTimeout: Duration?
    /// Ask for the certificates that the server shows; costs a new connection. See `HTTPResponse.peerCertificates`.
    package var wantsPeerCertificates: Bool

    package init(
        _ method: String = "GET", _ url: String, headers: [(String, String)] = [], body: [UInt8]? = nil,
        bodyFile: String? = nil, timeout: Duration? = .seconds(60), connectTimeout: Duration = .seconds(10),
        idleTimeout: Duration? = nil, wantsPeerCertificates: Bool = false
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
        self.bodyFile = bodyFile
        self.timeout = timeout
        self.connectTimeout = connectTimeout
        self.idleTimeout = idleTimeout
        self.wantsPeerCertificates = wantsPeerCertificates
    }

    /// Methods that only read (RFC 9110, 9.2.1): sending them twice does nothing more than sending them once.
    var isSafe: Bool { method == "GET" || method == "HEAD" || method == "OPTIONS" }

    /// - Throws: when a field would be more than one line.
    func checkHeaders() throws(TransportError) {
        for (name, value) in headers
        where (name + value).unicodeScalars.contains(where: { $0 == "\n" || $0 == "\r" || $0 == "\0" }) {
            // CURLE_BAD_FUNCTION_ARGUMENT
            throw .other(code: 43, reason: "a line break in the header field \(name)")
        }
    }
}
