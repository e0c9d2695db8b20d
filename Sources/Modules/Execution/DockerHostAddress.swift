import Values

/// The address that other hosts reach this host by.
enum DockerHostAddress {
    /// What is configured, or else the first of the grains' IPv4 addresses that is neither a loopback nor a bridge of
    /// the engine.
    /// - Parameter gateways: addresses of this host in the engine's own networks.
    static func find(options: ValueMap, grains: ValueMap, gateways: Set<String>) -> String? {
        if let configured = options["advertise_address"]?.string, !configured.isEmpty { return configured }
        var internals = gateways
        for (name, addresses) in grains["ip4_interfaces"]?.map ?? [:] where isBridge(name.scalarText ?? "") {
            internals.formUnion(addresses.list?.compactMap(\.string) ?? [])
        }
        let known = ["fqdn_ip4", "ipv4"].flatMap { grains[$0]?.list?.compactMap(\.string) ?? [] }
        return known.first { !$0.hasPrefix("127.") && !internals.contains($0) }
    }

    /// `docker0`, `docker_gwbridge`, `br-` and the twelve digits of a network's id.
    private static func isBridge(_ interface: String) -> Bool {
        if interface.hasPrefix("docker") || interface.hasPrefix("veth") { return true }
        guard interface.hasPrefix("br-") else { return false }
        let digits = interface.dropFirst(3)
        return digits.count == 12 && digits.allSatisfy(\.isHexDigit)
    }
}
