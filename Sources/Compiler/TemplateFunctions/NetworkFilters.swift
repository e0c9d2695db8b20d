import Glibc
import Jinja
import Values

/// `network_hosts`, `network_size`, `ip_host` and `gen_mac`.
enum NetworkFilters {
    /// More hosts than any template lists.
    private static let maximum = 65536

    static let all: [String: TemplateFilter] = [
        "network_size": { value, _ in try each(value) { network in .int(try network.size) } },
        "network_hosts": { value, _ in
            try each(value) { network in
                let size = try network.size
                guard size <= maximum else { throw Failure("the network has more than \(maximum) hosts", kind: .limit) }
                // Of IPv4 networks the first address is the network's and the last for all; IPv6 has no such last one.
                let isPlain = size > 2
                let first = isPlain ? 1 : 0
                let last = isPlain && network.isV4 ? size - 2 : size - 1
                return .list((first...last).map { .string(network.address($0)) })
            }
        },
        "gen_mac": { value, _ in
            let own = (0..<3).map { _ in UInt8.random(in: 0...255) }
            return .string("\(try value.asText()):\(Hexadecimal.text(own, separator: ":", uppercase: true))")
        },
        "ip_host": { value, _ in
            try each(value) { network in .string("\(network.text)/\(network.prefix)") }
        },
    ]

    /// The answer for one network, or a list of answers for a list; None for what is no network.
    private static func each(_ value: Object, _ answer: (IPNetwork) throws -> Object) throws -> Object {
        if let text = value.text { return try IPNetwork(text).map(answer) ?? .none }
        return .list(try value.elements().compactMap { IPNetwork($0.scalarText ?? "") }.map(answer))
    }
}

/// An address with the length of its network's prefix.
private struct IPNetwork {
    let text: String
    let prefix: Int
    private let bytes: [UInt8]

    var isV4: Bool { bytes.count == 4 }

    var size: Int {
        get throws {
            let free = bytes.count * 8 - prefix
            guard free < 63 else {
                throw Failure("the network has more addresses than 64 bits can count", kind: .limit)
            }
            return 1 << free
        }
    }

    init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard let address = parts.first, parts.count <= 2 else { return nil }
        self.text = String(address)
        guard let bytes = Self.parse(self.text, AF_INET, 4) ?? Self.parse(self.text, AF_INET6, 16) else { return nil }
        self.bytes = bytes
        guard let prefix = parts.count == 2 ? Int(parts[1]) : bytes.count * 8, (0...bytes.count * 8).contains(prefix)
        else { return nil }
        self.prefix = prefix
    }

    private static func parse(_ text: String, _ family: Int32, _ count: Int) -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: count)
        return inet_pton(family, text, &bytes) == 1 ? bytes : nil
    }

    /// The address that many places after the network's.
    func address(_ offset: Int) -> String {
        var result = bytes
        var carry = offset
        for index in result.indices.reversed() {
            let shift = 8 * (bytes.count - 1 - index)
            let free = max(0, min(8, bytes.count * 8 - prefix - shift))
            let network = free == 8 ? 0 : bytes[index] & (0xFF << UInt8(free))
            let sum = Int(network) + carry
            result[index] = UInt8(sum & 0xFF)
            carry = sum >> 8
        }
        var buffer = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
        guard inet_ntop(isV4 ? AF_INET : AF_INET6, result, &buffer, socklen_t(buffer.count)) != nil else { return "" }
        return String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
