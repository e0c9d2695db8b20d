import CurlTransport
import Values

/// Fetches files with libcurl. Certificates are verified; redirects are followed, but not from `https` to `http`.
package struct CurlWeb: WebReading {
    private static let maximumRedirects = 10
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

    private func answer(to method: String, _ url: String, timeout: Duration) async throws -> HTTPResponse {
        let client = HTTPClient(options: TransportOptions(maximumBodySize: Self.maximumSize))
        var url = url
        for _ in 0...Self.maximumRedirects {
            let response: HTTPResponse
            do throws(TransportError) {
                response = try await client.send(HTTPRequest(method, url, timeout: timeout, idleTimeout: .seconds(60)))
            } catch .cancelled {
                throw CancellationError()
            } catch {
                let shown = WebURL.redacted(url)
                throw Diagnostic("\(shown) can't be fetched: \(error.description.replacing(url, with: shown))")
            }
            guard (300..<400).contains(response.status), let location = response.headers["Location"] else {
                return response
            }
            let next = Self.resolved(location, from: url)
            guard url.hasPrefix("http://") || next.hasPrefix("https://") else {
                throw Diagnostic("\(WebURL.redacted(url)) leads to \(WebURL.redacted(next)), which is not encrypted")
            }
            url = next
        }
        throw Diagnostic("\(WebURL.redacted(url)): more than \(Self.maximumRedirects) redirects")
    }

    /// The URL that a `Location` means.
    private static func resolved(_ location: String, from url: String) -> String {
        if location.contains("://") { return location }
        guard let scheme = url.firstRange(of: "://") else { return location }
        let rest = url[scheme.upperBound...]
        if location.hasPrefix("//") { return url[..<scheme.lowerBound] + ":" + location }
        let host = url[..<(rest.firstIndex { "/?#".contains($0) } ?? url.endIndex)]
        if location.hasPrefix("/") { return host + location }
        let path = url.prefix { $0 != "?" && $0 != "#" }
        let slash = path.count > host.count ? path.lastIndex(of: "/") : nil
        return slash.map { path[...$0] + location } ?? "\(host)/\(location)"
    }
}
