import Glibc

/// The id of a host whose configuration gives none.
enum HostIdentity {
    /// The text of `DIR/minion_id` if that file is there, else the host's fully qualified name, else its short one.
    static func id(configurationDirectory: String) -> String {
        if let written = firstLine(of: "\(configurationDirectory)/minion_id"), !written.isEmpty { return written }
        let short = hostName()
        return short.contains(".") ? short : qualified(short) ?? short
    }

    private static func hostName() -> String {
        var buffer = [CChar](repeating: 0, count: 256)
        guard gethostname(&buffer, buffer.count - 1) == 0 else { return "localhost" }
        return text(buffer)
    }

    /// The canonical name, unless it is one of the loopback's.
    private static func qualified(_ name: String) -> String? {
        var hints = addrinfo()
        hints.ai_flags = AI_CANONNAME
        var result: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(name, nil, &hints, &result) == 0, let result else { return nil }
        defer { freeaddrinfo(result) }
        guard let canonical = result.pointee.ai_canonname else { return nil }
        let found = String(cString: canonical)
        return found.hasPrefix("localhost") || found.hasPrefix("ip6-") ? nil : found
    }

    private static func firstLine(of path: String) -> String? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var buffer = [UInt8](repeating: 0, count: 512)
        let count = read(descriptor, &buffer, buffer.count)
        guard count > 0 else { return nil }
        let line = buffer[..<count].prefix { $0 != 0x0A && $0 != 0x0D }
        return String(decoding: line, as: UTF8.self)
    }

    private static func text(_ buffer: [CChar]) -> String {
        String(decoding: buffer.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
}
