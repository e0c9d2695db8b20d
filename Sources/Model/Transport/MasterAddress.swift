package import Values

/// Where a minion finds a master: a host name or address, and the port of the minion transport.
package struct MasterAddress: Sendable, Hashable, CustomStringConvertible {
    package static let standardPort = 4505

    package var host: String
    package var port: Int

    package init(host: String, port: Int = standardPort) {
        self.host = host
        self.port = port
    }

    /// Reads `HOST`, `HOST:PORT`, `[IPv6]:PORT` and `https://HOST:PORT`.
    ///
    /// - Parameter standard: the port of an address that names none.
    package init(_ text: String, port standard: Int = standardPort) throws(Diagnostic) {
        var rest = Substring(text)
        if let scheme = text.firstRange(of: "://") {
            guard text[..<scheme.lowerBound] == "https" else {
                throw Diagnostic(
                    "'\(text)' is no address of a master", hint: "write HOST, HOST:PORT or https://HOST:PORT")
            }
            rest = text[scheme.upperBound...]
        }
        if rest.hasSuffix("/") { rest = rest.dropLast() }
        let (host, port) = Self.split(rest)
        let number = port.map { Int($0) ?? 0 } ?? standard
        guard !host.isEmpty, (1...65535).contains(number), !host.contains("/"), !host.contains(" ") else {
            throw Diagnostic("'\(text)' is no address of a master", hint: "write HOST, HOST:PORT or https://HOST:PORT")
        }
        self.init(host: String(host), port: number)
    }

    private static func split(_ text: Substring) -> (host: Substring, port: Substring?) {
        if text.hasPrefix("["), let end = text.firstIndex(of: "]") {
            let port = text[text.index(after: end)...]
            return (text[text.index(after: text.startIndex)..<end], port.isEmpty ? nil : port.dropFirst())
        }
        let colons = text.indices.filter { text[$0] == ":" }
        // Several colons without brackets are an IPv6 address.
        guard colons.count == 1, let colon = colons.first else { return (text, nil) }
        return (text[..<colon], text[text.index(after: colon)...])
    }

    /// `HOST:PORT`, an IPv6 address in brackets.
    package var description: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }
}
