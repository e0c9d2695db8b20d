import Values

/// Where an engine listens.
struct EngineAddress: Sendable, Equatable {
    /// The path of a Unix socket, or nil for TCP.
    let socket: String?
    /// `http://host:port` without a path.
    let base: String

    init(_ url: String) throws(DockerError) {
        let parts = url.split(around: "://", maxSplits: 1).map(String.init)
        guard parts.count == 2, !parts[1].isEmpty else { throw .invalidAddress(url) }
        switch parts[0] {
        case "unix" where parts[1].hasPrefix("/"):
            socket = parts[1]
            base = "http://localhost"
        case "tcp", "http", "https":
            socket = nil
            let host = parts[1].hasSuffix("/") ? String(parts[1].dropLast()) : parts[1]
            base = (parts[0] == "https" ? "https://" : "http://") + host
        default: throw .invalidAddress(url)
        }
    }
}
