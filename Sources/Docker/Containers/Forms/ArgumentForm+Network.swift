import Values

extension ArgumentForm {
    static func addresses(validating: Bool) -> ArgumentForm {
        ArgumentForm { (value) throws(ArgumentRefusal) in
            let addresses = try texts(value)
            if validating, let wrong = addresses.first(where: { !IPAddress.isValid($0) }) {
                throw ArgumentRefusal("'\(wrong)' is not an IP address")
            }
            return .strings(addresses)
        }
    }

    /// A map, a list of one-key maps or `name:ip`, sorted; `host-gateway` is an address too.
    static func extraHosts(validating: Bool) -> ArgumentForm {
        ArgumentForm { (value) throws(ArgumentRefusal) in
            .strings(
                try pairs(value, delimiter: ":").map { (name, address) throws(ArgumentRefusal) in
                    let address = address ?? ""
                    guard !validating || address == "host-gateway" || IPAddress.isValid(address) else {
                        throw ArgumentRefusal("'\(address)' of '\(name)' is not an IP address")
                    }
                    return "\(name):\(address)"
                }.sorted())
        }
    }

    /// `container[:alias]`, or a map from container to alias, sorted.
    static let links = ArgumentForm { (value) throws(ArgumentRefusal) in
        .strings(
            try pairs(value, delimiter: ":", allowsBareKeys: true).map { name, alias in "\(name):\(alias ?? name)" }
                .sorted())
    }

    /// A list of names or of one-key maps `{name: options}`, a map, or names with commas, as a map from name to the
    /// API's `EndpointConfig`.
    static func networks(validating: Bool) -> ArgumentForm {
        ArgumentForm { (value) throws(ArgumentRefusal) in
            var networks = ValueMap()
            for item in value.map.map({ [Value.map($0)] }) ?? items(value) {
                guard let map = item.map else {
                    networks[try text(item)] = [:]
                    continue
                }
                for (name, options) in map {
                    let name = try text(name)
                    networks[name] = .map(try endpoint(options, of: name, validating: validating))
                }
            }
            return .map(networks)
        }
    }

    private static let endpointOptions = ["aliases", "links", "ipv4_address", "ipv6_address", "link_local_ips"]

    /// The options of one network: a map, or Salt's list of one-key maps.
    private static func endpoint(_ options: Value, of network: String, validating: Bool) throws(ArgumentRefusal)
        -> ValueMap
    {
        var endpoint = ValueMap()
        var addressing = ValueMap()
        for map in options.isNull ? [] : (options.list ?? [options]).map(\.map) {
            guard let map else { throw ArgumentRefusal("the options of network '\(network)' are not a mapping") }
            for (key, value) in map {
                let name = try text(key)
                switch name {
                case "aliases": endpoint["Aliases"] = try textSet.read(value)
                case "links": endpoint["Links"] = try links.read(value)
                case "ipv4_address": addressing["IPv4Address"] = try address(value, validating)
                case "ipv6_address": addressing["IPv6Address"] = try address(value, validating)
                case "link_local_ips": addressing["LinkLocalIPs"] = try addresses(validating: validating).read(value)
                default:
                    let hint = NearestName.hint(for: name, among: endpointOptions).map { "; \($0)" } ?? ""
                    throw ArgumentRefusal("unknown option '\(name)' of network '\(network)'\(hint)")
                }
            }
        }
        if !addressing.isEmpty { endpoint["IPAMConfig"] = .map(addressing) }
        return endpoint
    }

    private static func address(_ value: Value, _ validating: Bool) throws(ArgumentRefusal) -> Value {
        let text = try text(value)
        guard !validating || IPAddress.isValid(text) else { throw ArgumentRefusal("'\(text)' is not an IP address") }
        return .string(text)
    }
}
