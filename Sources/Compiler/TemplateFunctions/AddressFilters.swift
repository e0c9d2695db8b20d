import Glibc
import Jinja
import Model
import Values

/// Filters over IP addresses and networks.
enum AddressFilters {
    private enum Family {
        case v4, v6, any
    }

    static let all: [String: TemplateFilter] = [
        "is_ip": { value, _ in .bool(isAddress(try value.asText(), .any)) },
        "is_ipv4": { value, _ in .bool(isAddress(try value.asText(), .v4)) },
        "is_ipv6": { value, _ in .bool(isAddress(try value.asText(), .v6)) },
        "ipaddr": { value, _ in try valid(value, .any) },
        "ipv4": { value, _ in try valid(value, .v4) },
        "ipv6": { value, _ in try valid(value, .v6) },
        "ipwrap": { value, _ in
            let text = try value.asText()
            return .string(isAddress(text, .v6) ? "[\(text)]" : text)
        },
        "filter_by_networks": { value, arguments in
            let networks = try (arguments.argument(0, "networks") ?? .list([])).elements().compactMap(\.scalarText)
            let ranges = try networks.map { try AddressRange($0) }
            let kept = try value.elements().filter { address in
                ranges.contains { $0.contains(address.scalarText ?? "") }
            }
            return .list(kept.map(Object.init))
        },
    ]

    /// The valid addresses of a list; of a scalar the address itself, or None.
    private static func valid(_ value: Object, _ family: Family) throws -> Object {
        if let text = value.text { return isAddress(text, family) ? value : .none }
        let kept = try value.elements().filter { isAddress($0.scalarText ?? "", family) }
        return .list(kept.map(Object.init))
    }

    /// An address, with or without a prefix length.
    private static func isAddress(_ text: String, _ family: Family) -> Bool {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        guard let address = parts.first else { return false }
        let prefix = parts.count > 1 ? Int(parts[1]) : 0
        guard let prefix, prefix >= 0 else { return false }
        if family != .v6, prefix <= 32, parses(address, AF_INET) { return true }
        return family != .v4 && prefix <= 128 && parses(address, AF_INET6)
    }

    private static func parses(_ text: String, _ family: Int32) -> Bool {
        var storage = in6_addr()
        return withUnsafeMutableBytes(of: &storage) { inet_pton(family, text, $0.baseAddress) == 1 }
    }
}
