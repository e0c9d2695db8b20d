import Glibc

/// Where the requests go. Only loopback and private addresses: this is a tool for one's own test hosts.
struct LoadTarget: Sendable, Hashable {
    var address: String
    var port: UInt16
    var path: String
    /// The `Host` header.
    var host: String

    init(address: String, port: UInt16, path: String, host: String) {
        self.address = address
        self.port = port
        self.path = path
        self.host = host
    }

    init(url: String) throws(LoadOptions.Refusal) {
        guard url.hasPrefix("http://") else { throw .init(message: "the URL must begin with http://: '\(url)'") }
        let rest = url.dropFirst("http://".count)
        let authority = rest.prefix { $0 != "/" && $0 != "?" }
        let tail = rest.dropFirst(authority.count)
        var address = authority
        var port: UInt16 = 80
        if let colon = authority.lastIndex(of: ":") {
            guard let number = UInt16(authority[authority.index(after: colon)...]), number > 0 else {
                throw .init(message: "the URL has no valid port: '\(url)'")
            }
            port = number
            address = authority[..<colon]
        }
        self.init(
            address: address == "localhost" ? "127.0.0.1" : String(address), port: port,
            path: tail.hasPrefix("/") ? String(tail) : "/\(tail)", host: String(authority))
        guard isAllowed else {
            throw .init(message: "'\(address)' is neither localhost nor a loopback or private IPv4 address")
        }
    }

    private var isAllowed: Bool {
        var parsed = in_addr()
        guard inet_pton(AF_INET, address, &parsed) == 1 else { return false }
        let value = UInt32(bigEndian: parsed.s_addr)
        return value >> 24 == 127 || value >> 24 == 10 || value >> 20 == 0xAC1 || value >> 16 == 0xC0A8
    }

    var socketAddress: sockaddr_in {
        var result = sockaddr_in()
        result.sin_family = sa_family_t(AF_INET)
        result.sin_port = port.bigEndian
        inet_pton(AF_INET, address, &result.sin_addr)
        return result
    }
}
