import Model

/// What the `options` of Salt's address filters ask of an address: `private`, `loopback`, ... as Python's `ipaddress` has it.
enum AddressOption: String {
    case global, linkLocal, loopback, multicast, `private`, reserved, siteLocal, unspecified

    /// An option as written; nil for a word that Salt does not know and lets pass.
    init?(named name: String) {
        switch name {
        case "global", "public": self = .global
        case "link-local", "linklocal", "ll", "link_local": self = .linkLocal
        case "loopback", "lo": self = .loopback
        case "site-local", "sl", "site_local": self = .siteLocal
        case "multicast", "private", "reserved", "unspecified": self.init(rawValue: name)
        default: return nil
        }
    }

    /// Whether the address, which has no prefix, is of that kind.
    func holds(for address: String) throws -> Bool {
        if self == .global { return try !AddressOption.private.holds(for: address) }
        return try networks.contains { try AddressRange($0).contains(address) }
    }

    private var networks: [String] {
        switch self {
        case .global: []
        case .linkLocal: ["169.254.0.0/16", "fe80::/10"]
        case .loopback: ["127.0.0.0/8", "::1/128"]
        case .multicast: ["224.0.0.0/4", "ff00::/8"]
        case .private:
            [
                "0.0.0.0/8", "10.0.0.0/8", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/29",
                "192.0.0.170/31", "192.0.2.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24",
                "203.0.113.0/24", "240.0.0.0/4", "::1/128", "::/128", "::ffff:0:0/96", "100::/64", "2001::/23",
                "2001:db8::/32", "fc00::/7", "fe80::/10",
            ]
        case .reserved:
            [
                "240.0.0.0/4", "::/8", "100::/8", "200::/7", "400::/6", "800::/5", "1000::/4", "4000::/3", "6000::/3",
                "8000::/3", "a000::/3", "c000::/3", "e000::/4", "f000::/5", "f800::/6", "fe00::/9",
            ]
        case .siteLocal: ["fec0::/10"]
        case .unspecified: ["0.0.0.0/32", "::/128"]
        }
    }
}
