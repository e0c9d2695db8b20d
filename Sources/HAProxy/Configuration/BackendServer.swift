/// A server that is to receive a backend's requests.
package struct BackendServer: Sendable, Hashable, CustomStringConvertible {
    /// An IPv4 or IPv6 address without brackets; slots take no host names, since they are changed at run time.
    package var address: String
    package var port: Int

    package init(address: String, port: Int) {
        self.address = address
        self.port = port
    }

    package var description: String { address.contains(":") ? "[\(address)]:\(port)" : "\(address):\(port)" }

    /// Reads `10.0.0.1:80` and `[::1]:80`, the form that a configuration file has.
    package init?(_ text: String) {
        guard let colon = text.lastIndex(of: ":"), let port = Int(text[text.index(after: colon)...]) else { return nil }
        var address = text[..<colon]
        if address.hasPrefix("["), address.hasSuffix("]") { address = address.dropFirst().dropLast() }
        guard !address.isEmpty, (1...65535).contains(port) else { return nil }
        self.init(address: String(address), port: port)
    }
}
