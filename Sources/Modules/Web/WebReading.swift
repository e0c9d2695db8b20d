/// Files that lie behind a URL.
package protocol WebReading: Sendable {
    /// - Parameter url: `http://` or `https://`.
    /// - Throws: a `Diagnostic` that says why there is no file: the server can't be reached, or its answer.
    func fetch(_ url: String) async throws -> [UInt8]

    /// Whether there is a file, without fetching it.
    func exists(_ url: String) async throws -> Bool
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
