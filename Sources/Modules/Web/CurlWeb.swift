import CurlTransport
import Values

/// Fetches files with libcurl. Certificates are verified; redirects are followed, but not from `https` to `http`.
package struct CurlWeb: WebReading {
    private static let maximumRedirects = 10
    /// Of a request that is not for a file: Salt's number.
    private static let maximumHops = 5
    /// A file is held in memory on its way.
    private static let maximumSize = 1 << 30

    package init() {}

    package func fetch(_ url: String) async throws -> [UInt8] {
        let response = try await answer(to: "GET", url, timeout: .seconds(3600))
        guard response.isSuccess else {
            throw Diagnostic("\(WebURL.redacted(url)) can't be fetched: the server answers HTTP \(response.status)")
        }
        return response.body
    }

    package func exists(_ url: String) async throws -> Bool {
        do {
            return try await answer(to: "HEAD", url, timeout: .seconds(60)).isSuccess
        } catch is Diagnostic {
            // A server that is away has no file, and the next source is tried.
            return false
        }
    }

    package func answer(to request: WebRequest) async throws -> WebAnswer {
        let tls = TLSOptions(
            authority: request.authorities.map(PEM.file), verification: request.isVerified ? .full : .none)
        let client = HTTPClient(options: TransportOptions(tls: tls))
        var sending = HTTPRequest(
            request.method, request.url, headers: request.headers.map { ($0.name, $0.value) }, body: request.body,
            timeout: request.timeout, connectTimeout: request.connectTimeout)
        for _ in 0..<Self.maximumHops {
            let response = try await sent(sending, client)
            guard let next = try Self.redirect(of: response, to: sending.url) else { return WebAnswer(response) }
            sending.follow(
                response.status, to: next, isSameServer: Self.origin(of: next) == Self.origin(of: sending.url))
        }
        return WebAnswer(try await sent(sending, client))
    }

    private func answer(to method: String, _ url: String, timeout: Duration) async throws -> HTTPResponse {
        let client = HTTPClient(options: TransportOptions(maximumBodySize: Self.maximumSize))
        var url = url
        for _ in 0...Self.maximumRedirects {
            let response = try await sent(
                HTTPRequest(method, url, timeout: timeout, idleTimeout: .seconds(60)), client)
            guard let next = try Self.redirect(of: response, to: url) else { return response }
            url = next
        }
        throw Diagnostic("\(WebURL.redacted(url)): more than \(Self.maximumRedirects) redirects")
    }

    private func sent(_ request: HTTPRequest, _ client: HTTPClient) async throws -> HTTPResponse {
        do throws(TransportError) {
            return try await client.send(request)
        } catch .cancelled {
            throw CancellationError()
        } catch {
            let shown = WebURL.redacted(request.url)
            throw Diagnostic("\(shown) can't be fetched: \(error.description.replacing(request.url, with: shown))")
        }
    }

    /// Where the answer leads, or nil.
    private static func redirect(of response: HTTPResponse, to url: String) throws(Diagnostic) -> String? {
        guard (300..<400).contains(response.status), let location = response.headers["Location"] else { return nil }
        let next = resolved(location, from: url)
        guard url.hasPrefix("http://") || next.hasPrefix("https://") else {
            throw Diagnostic("\(WebURL.redacted(url)) leads to \(WebURL.redacted(next)), which is not encrypted")
        }
        return next
    }

    /// Scheme, host and port.
    private static func origin(of url: String) -> Substring {
        guard let scheme = url.firstRange(of: "://") else { return url[...] }
        let rest = url[scheme.upperBound...]
        return url[..<(rest.firstIndex { "/?#".contains($0) } ?? url.endIndex)]
    }

    /// The URL that a `Location` means.
    private static func resolved(_ location: String, from url: String) -> String {
        if location.contains("://") { return location }
        guard let scheme = url.firstRange(of: "://") else { return location }
        if location.hasPrefix("//") { return url[..<scheme.lowerBound] + ":" + location }
        let host = origin(of: url)
        if location.hasPrefix("/") { return host + location }
        let path = url.prefix { $0 != "?" && $0 != "#" }
        let slash = path.count > host.count ? path.lastIndex(of: "/") : nil
        return slash.map { path[...$0] + location } ?? "\(host)/\(location)"
    }
}

extension WebAnswer {
    fileprivate init(_ response: HTTPResponse) {
        self.init(status: response.status, headers: response.headers.fields, body: response.body)
    }
}

extension HTTPRequest {
    /// Goes on to where an answer led, as browsers do (RFC 9110, 15.4). What is secret is for the first server only.
    fileprivate mutating func follow(_ status: Int, to next: String, isSameServer: Bool) {
        url = next
        if !isSameServer { headers.removeAll { ["authorization", "cookie"].contains($0.0.lowercased()) } }
        guard status == 303 && method != "HEAD" || status < 303 && method == "POST" else { return }
        method = "GET"
        body = nil
        headers.removeAll { $0.0.lowercased() == "content-type" }
    }
}
