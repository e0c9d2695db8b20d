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
        "is_ip": { value, arguments in .bool(try isAddress(value, .any, arguments)) },
        "is_ipv4": { value, arguments in .bool(try isAddress(value, .v4, arguments)) },
        "is_ipv6": { value, arguments in .bool(try isAddress(value, .v6, arguments)) },
        "ipaddr": { value, arguments in
            if value.text != nil { return try valid(value, .any, arguments) }
            // Salt looks for those of either family, one after the other.
            guard case .list(let first) = try valid(value, .v4, arguments),
                case .list(let second) = try valid(value, .v6, arguments)
            else { return .none }
            return .list(first.items + second.items)
        },
        "ipv4": { value, arguments in try valid(value, .v4, arguments) },
        "ipv6": { value, arguments in try valid(value, .v6, arguments) },
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

    /// The valid addresses of a list or a tuple; of a text the address itself, or None; of anything else None.
    private static func valid(_ value: Object, _ family: Family, _ arguments: CallArguments) throws -> Object {
        let options = try options(arguments)
        if let text = value.text { return try normal(text, family, options).map(Object.string) ?? .none }
        switch value {
        case .list, .tuple, .dynamic:
            let kept = try value.elements().compactMap { try normal($0.scalarText ?? "", family, options) }
            return .list(kept.map(Object.string))
        default: return .none
        }
    }

    private static func isAddress(_ value: Object, _ family: Family, _ arguments: CallArguments) throws -> Bool {
        try normal(try value.asText(), family, try options(arguments)) != nil
    }

    private static func options(_ arguments: CallArguments) throws -> [AddressOption] {
        try arguments.argument(0, "options").text(or: "").split(separator: ",")
            .compactMap { AddressOption(named: $0.filter { !$0.isWhitespace }) }
    }

    /// The address as Python writes it, where it is one of the family and all options hold.
    private static func normal(_ text: String, _ family: Family, _ options: [AddressOption]) throws -> String? {
        guard isAddress(text, family) else { return nil }
        let parts = text.split(separator: "/", maxSplits: 1)
        let address = parts[0].lowercased()
        guard try options.allSatisfy({ try $0.holds(for: address) }) else { return nil }
        return ([compressed(address)] + parts.dropFirst().map(String.init)).joined(separator: "/")
    }

    /// An IPv6 address in its shortest form.
    private static func compressed(_ address: String) -> String {
        var storage = in6_addr()
        var buffer = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
        guard inet_pton(AF_INET6, address, &storage) == 1,
            inet_ntop(AF_INET6, &storage, &buffer, socklen_t(buffer.count)) != nil
        else { return address }
        return String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
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
