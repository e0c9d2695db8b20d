package import Values

extension PillarConfiguration {
    private static let keys = ["enabled", "version", "install_method", "docker_config", "config"]
    private static let configKeys = ["logging", "frontends", "backends", "timeouts", "maxconn"]

    /// Reads the value of the pillar key `haproxy`.
    ///
    /// `version`, `install_method` and `docker_config` are accepted and have no effect: HAProxy is Debian's package
    /// on the host.
    /// - Throws: `HAProxyError.configurationInvalid` with every mistake.
    package init(pillar value: Value) throws(HAProxyError) {
        var reader = PillarReader()
        let root = reader.section(value, at: "haproxy", keys: Self.keys)
        isEnabled = reader.flag(root, "enabled", at: "haproxy") ?? true
        _ = reader.text(root, "version", at: "haproxy")
        _ = reader.text(root, "install_method", at: "haproxy")
        _ = reader.mapping(root["docker_config"], at: "haproxy:docker_config")
        let config = reader.section(root["config"], at: "haproxy:config", keys: Self.configKeys)
        maximumConnections = reader.number(config, "maxconn", at: "haproxy:config", in: 1...10_000_000)
        timeouts = reader.timeouts(config["timeouts"])
        for (key, value) in reader.mapping(config["logging"], at: "haproxy:config:logging") {
            reader.log(value, at: "haproxy:config:logging:\(key.scalarText ?? "null")").map { logs.append($0) }
        }
        for (key, value) in reader.mapping(config["frontends"], at: "haproxy:config:frontends") {
            let name = key.scalarText ?? "null"
            reader.frontend(value, name: name).map { frontends.append($0) }
        }
        for (key, value) in reader.mapping(config["backends"], at: "haproxy:config:backends") {
            let name = key.scalarText ?? "null"
            reader.backend(value, name: name).map { backends.append($0) }
        }
        reader.checkNames(frontends.map(\.name), kind: "frontends")
        reader.checkNames(backends.map(\.name), kind: "backends")
        reader.checkReferences(frontends: frontends, backends: backends.map(\.name))
        guard reader.problems.isEmpty else { throw .configurationInvalid(reader.problems) }
    }
}

extension PillarReader {
    fileprivate mutating func timeouts(_ value: Value?) -> PillarConfiguration.Timeouts {
        typealias Timeouts = PillarConfiguration.Timeouts
        let fields: [(key: String, field: WritableKeyPath<Timeouts, Duration>)] = [
            ("connect", \.connect), ("client", \.client), ("server", \.server), ("http_request", \.httpRequest),
            ("http_keep_alive", \.httpKeepAlive), ("queue", \.queue), ("check", \.check), ("tunnel", \.tunnel),
        ]
        let path = "haproxy:config:timeouts"
        let map = section(value, at: path, keys: fields.map(\.key))
        var timeouts = Timeouts()
        for (key, field) in fields {
            if let duration = duration(map, key, at: path) { timeouts[keyPath: field] = duration }
        }
        return timeouts
    }

    fileprivate mutating func log(_ value: Value, at path: String) -> PillarConfiguration.LogTarget? {
        let map = section(value, at: path, keys: ["location", "facility", "severity"])
        guard let location = word(map, "location", at: path) ?? requiredText(map, "location", at: path) else {
            return nil
        }
        return PillarConfiguration.LogTarget(
            location: location, facility: word(map, "facility", at: path) ?? "local0",
            severity: word(map, "severity", at: path))
    }

    /// Two names that differ only in characters HAProxy does not take would become one section.
    fileprivate mutating func checkNames(_ names: [String], kind: String) {
        for (index, name) in names.enumerated() {
            guard let first = names[..<index].first(where: { ProxyName.sanitised($0) == ProxyName.sanitised(name) })
            else { continue }
            refuse("haproxy:config:\(kind) has '\(first)' and '\(name)', which are both \(ProxyName.sanitised(name))")
        }
    }

    fileprivate mutating func checkReferences(frontends: [PillarConfiguration.Frontend], backends: [String]) {
        let known = Set(backends.map(ProxyName.sanitised))
        for frontend in frontends {
            let named = frontend.useBackends.map(\.backend) + (frontend.defaultBackend.map { [$0] } ?? [])
            for name in named where !known.contains(ProxyName.sanitised(name)) {
                refuse(
                    "frontend '\(frontend.name)' uses the backend '\(name)', "
                        + "which haproxy:config:backends does not have",
                    hint: NearestName.hint(for: name, among: backends)
                        ?? "declare it there, and check that it is not disabled")
            }
        }
    }
}
