import Glibc
package import Values

/// The names of this host. `fqdn` asks the resolver, which may take its time.
package struct HostNameGrains: GrainCollector {
    package init() {}

    package func collect(from files: any FileReading) -> ValueMap {
        var buffer = [UInt8](repeating: 0, count: 256)
        let count = buffer.count
        buffer.withUnsafeMutableBytes { bytes in
            _ = bytes.baseAddress.map { gethostname($0.assumingMemoryBound(to: CChar.self), count) }
        }
        let node = String(decoding: buffer.prefix { $0 != 0 }, as: UTF8.self)
        let full = node.contains(".") ? node : canonicalName(node) ?? node
        let parts = full.split(separator: ".", maxSplits: 1)
        return [
            "localhost": .string(node), "nodename": .string(node), "fqdn": .string(full),
            "host": .string(parts.first.map(String.init) ?? full),
            "domain": .string(parts.count > 1 ? String(parts[1]) : ""),
        ]
    }

    private func canonicalName(_ name: String) -> String? {
        var hints = addrinfo()
        hints.ai_flags = AI_CANONNAME
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var found: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(name, nil, &hints, &found) == 0, let first = found else { return nil }
        defer { freeaddrinfo(first) }
        let canonical = first.pointee.ai_canonname.map { String(cString: $0) }
        return canonical == "localhost" ? nil : canonical
    }
}
