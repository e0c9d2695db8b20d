import Glibc
import Values

/// What the resolver knows of a name, and which of its addresses can be reached.
enum NameLookup {
    private struct Address {
        let text: String
        let family: Int32
        let socketAddress: [UInt8]
    }

    /// How long an address may take to answer.
    private static let patience: Int32 = 2000

    /// The first address of the name that accepts a connection, else the first at all; IPv6 in the brackets of URLs.
    ///
    /// Blocks: for a thread of its own.
    ///
    /// - Parameter ipv6: only such addresses where true, and IPv4 where there is none; only IPv4 where false.
    /// - Throws: a `Diagnostic` where there is no address.
    static func reachable(_ name: String, port: Int, ipv6: Bool?) throws(Diagnostic) -> String {
        guard (0...65535).contains(port) else {
            throw Diagnostic("a port is a number from 0 to 65535, not \(port)")
        }
        let families = ipv6.map { $0 ? [AF_INET6, AF_INET] : [AF_INET] } ?? [AF_UNSPEC]
        for family in families {
            let addresses = addresses(of: name, port: port, family)
            guard let first = addresses.first else { continue }
            let chosen = addresses.first(where: accepts) ?? first
            return chosen.family == AF_INET6 ? "[\(chosen.text)]" : chosen.text
        }
        throw Diagnostic("DNS lookup or connection check of '\(name)' failed.")
    }

    private static func addresses(of name: String, port: Int, _ family: Int32) -> [Address] {
        var wanted = addrinfo()
        wanted.ai_family = family
        wanted.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var found: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(name, String(port), &wanted, &found) == 0 else { return [] }
        defer { freeaddrinfo(found) }
        var addresses: [Address] = []
        var next = found
        while let entry = next {
            if let address = address(entry.pointee), !addresses.contains(where: { $0.text == address.text }) {
                addresses.append(address)
            }
            next = entry.pointee.ai_next
        }
        return addresses
    }

    private static func address(_ entry: addrinfo) -> Address? {
        var text = [CChar](repeating: 0, count: Int(NI_MAXHOST))
        guard let start = entry.ai_addr,
            getnameinfo(start, entry.ai_addrlen, &text, socklen_t(text.count), nil, 0, NI_NUMERICHOST) == 0
        else { return nil }
        let bytes = UnsafeRawBufferPointer(start: start, count: Int(entry.ai_addrlen))
        let name = text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
        return Address(
            text: String(decoding: name, as: UTF8.self), family: entry.ai_family, socketAddress: Array(bytes))
    }

    private static func accepts(_ address: Address) -> Bool {
        let kind = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_NONBLOCK.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
        let descriptor = socket(address.family, kind, 0)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        let answer = address.socketAddress.withUnsafeBytes { bytes -> Int32 in
            guard let start = bytes.baseAddress else { return -1 }
            return connect(descriptor, start.assumingMemoryBound(to: sockaddr.self), socklen_t(bytes.count))
        }
        if answer == 0 { return true }
        guard errno == EINPROGRESS else { return false }
        var waiting = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        guard poll(&waiting, 1, patience) == 1 else { return false }
        var error: Int32 = 0
        var size = socklen_t(MemoryLayout<Int32>.size)
        return getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &error, &size) == 0 && error == 0
    }
}
