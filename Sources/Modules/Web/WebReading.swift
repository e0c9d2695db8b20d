import Values

/// What lies behind a URL.
package protocol WebReading: Sendable {
    /// - Parameter url: `http://` or `https://`.
    /// - Throws: a `Diagnostic` that says why there is no file: the server can't be reached, or its answer.
    func fetch(_ url: String) async throws -> [UInt8]

    /// Whether there is a file, without fetching it.
    func exists(_ url: String) async throws -> Bool

    /// The answer to any request, whatever its status. Five redirects are followed; the next answer is given as it is.
    ///
    /// - Throws: a `Diagnostic` that says why there is no answer.
    func answer(to request: WebRequest) async throws -> WebAnswer
}

/// A request that is not just for a file.
package struct WebRequest: Sendable {
    var method = "GET"
    var url: String
    var headers: [(name: String, value: String)] = []
    var body: [UInt8]?
    var timeout = Duration.seconds(60)
    var connectTimeout = Duration.seconds(20)
    var isVerified = true
    /// The path of the authorities' certificates; nil for those of the system.
    var authorities: String?
}

/// What a server said.
package struct WebAnswer: Sendable {
    var status: Int
    var headers: [(name: String, value: String)] = []
    var body: [UInt8]
}

/// What `http://` and `https://` have in common here.
enum WebURL {
    static func isMeant(by source: String) -> Bool { source.hasPrefix("http://") || source.hasPrefix("https://") }

    /// Without the name and password that may stand before the host.
    static func redacted(_ url: String) -> String {
        guard let scheme = url.firstRange(of: "://") else { return url }
        let rest = url[scheme.upperBound...]
        let host = rest.prefix { $0 != "/" }
        guard let at = host.lastIndex(of: "@") else { return url }
        return url[..<scheme.upperBound] + "<redacted>" + rest[at...]
    }
}
