import Values

extension ArgumentForm {
    /// `80`, `53/udp` or `3000-3005`, in a list or with commas, as the API's `ExposedPorts`.
    static let exposedPorts = ArgumentForm { (value) throws(ArgumentRefusal) in
        var ports = ValueMap()
        for text in try Self.texts(value.map.map { .list($0.keys) } ?? value) {
            for port in try ContainerPorts(text).names { ports[port] = [:] }
        }
        return .map(ports)
    }

    /// `cport[/udp]`, `hport:cport`, `ip:hport:cport`, `ip::cport` with ranges on both sides, or the API's map.
    static func portBindings(validatingAddresses: Bool) -> ArgumentForm {
        ArgumentForm { (value) throws(ArgumentRefusal) in
            var bindings = ValueMap()
            func add(_ port: String, _ address: String, _ hostPort: String) {
                let binding: Value = ["HostIp": .string(address), "HostPort": .string(hostPort)]
                bindings[port] = .list((bindings[port]?.list ?? []) + [binding])
            }
            if let map = value.map {
                for (key, targets) in map {
                    for port in try ContainerPorts(try text(key)).names {
                        for target in targets.list ?? [targets] {
                            add(port, target["HostIp"]?.scalarText ?? "", try hostPort(target))
                        }
                    }
                }
                return .map(bindings)
            }
            for text in try texts(value) {
                let binding = try PortBinding(text, validatingAddress: validatingAddresses)
                for (index, port) in binding.container.names.enumerated() {
                    add(port, binding.address, binding.hostPorts.isEmpty ? "" : String(binding.hostPorts[index]))
                }
            }
            return .map(bindings)
        }
    }

    private static func hostPort(_ target: Value) throws(ArgumentRefusal) -> String {
        if target.isNull { return "" }
        if let map = target.map { return map["HostPort"]?.scalarText ?? "" }
        return try text(target)
    }
}

/// A container's port or range of ports with its protocol.
struct ContainerPorts {
    let names: [String]

    init(_ text: String) throws(ArgumentRefusal) {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        let kind = parts.count > 1 ? parts[1].lowercased() : "tcp"
        guard ["tcp", "udp", "sctp"].contains(kind) else {
            throw ArgumentRefusal("'\(kind)' in '\(text)' is not a protocol")
        }
        names = try Self.range(parts[0], in: text).map { "\($0)/\(kind)" }
    }

    /// `80` or `3000-3005`.
    static func range(_ text: String, in whole: String) throws(ArgumentRefusal) -> ClosedRange<Int> {
        let ends = text.split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false).map { Int($0) }
        guard let first = ends.first ?? nil, let last = ends.last ?? nil, (1...65535).contains(first),
            (1...65535).contains(last)
        else { throw ArgumentRefusal("'\(text)' in '\(whole)' is not a port or a range of ports") }
        guard first <= last else { throw ArgumentRefusal("the range '\(text)' in '\(whole)' ends before it starts") }
        return first...last
    }
}

/// One published port: `ip:hport:cport`.
struct PortBinding {
    var address = ""
    /// Empty for ports that the engine chooses.
    var hostPorts: [Int] = []
    let container: ContainerPorts

    init(_ text: String, validatingAddress: Bool) throws(ArgumentRefusal) {
        var parts = Self.split(text)
        guard let last = parts.popLast(), !last.isEmpty else {
            throw ArgumentRefusal("'\(text)' has an empty container port")
        }
        container = try ContainerPorts(last)
        guard let host = parts.popLast() else { return }
        if let address = parts.popLast() {
            guard parts.isEmpty else { throw ArgumentRefusal("'\(text)' has more than three parts") }
            guard !validatingAddress || IPAddress.isValid(address) else {
                throw ArgumentRefusal("'\(address)' in '\(text)' is not an IP address")
            }
            self.address = address
            if host.isEmpty { return }
        }
        guard !host.isEmpty else { throw ArgumentRefusal("'\(text)' has an empty host port") }
        hostPorts = Array(try ContainerPorts.range(host, in: text))
        guard hostPorts.count == container.names.count else {
            throw ArgumentRefusal(
                "the host's range '\(host)' does not have as many ports as the container's '\(last)' in '\(text)'")
        }
    }

    /// At the colons, except those inside `[IPv6]`.
    private static func split(_ text: String) -> [String] {
        guard text.hasPrefix("["), let end = text.firstIndex(of: "]") else {
            return text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        }
        let address = String(text[text.index(after: text.startIndex)..<end])
        let rest = text[text.index(after: end)...].split(separator: ":", omittingEmptySubsequences: false).map(
            String.init)
        return [address] + rest.dropFirst()
    }
}
