import Values

extension PillarReader {
    private static let algorithms = ["roundrobin", "static-rr", "leastconn", "first", "source", "uri", "random"]
    private static let parameterised = ["url_param", "hdr", "rdp-cookie", "uri", "random", "hash"]

    /// A backend, or nil when it is disabled.
    mutating func backend(_ value: Value, name: String) -> PillarConfiguration.Backend? {
        let outer = section(value, at: "haproxy:config:backends:\(name)", keys: ["http_proxy", "enabled"])
        let path = "haproxy:config:backends:\(name):http_proxy"
        let map = section(
            outer["http_proxy"], at: path,
            keys: ["enabled", "healthcheck", "balance_algorithm", "servers", "docker_local"])
        let isEnabled = flag(outer, "enabled", at: path) ?? true
        guard flag(map, "enabled", at: path) ?? true, isEnabled else { return nil }
        var backend = PillarConfiguration.Backend(name: name)
        backend.healthcheck = healthCheck(map["healthcheck"], at: "\(path):healthcheck")
        backend.balance = balance(map, at: path) ?? "roundrobin"
        for (key, value) in mapping(map["servers"], at: "\(path):servers") {
            let server = key.scalarText ?? "null"
            staticServer(value, name: server, at: "\(path):servers:\(server)").map { backend.servers.append($0) }
        }
        backend.containers = containers(map["docker_local"], at: "\(path):docker_local")
        return backend
    }

    /// The check of a pillar backend (`uri`) or of an application (`path`); the two words are one.
    mutating func healthCheck(_ value: Value?, at path: String) -> HealthCheck? {
        guard let value, !value.isNull else { return nil }
        let map = section(
            value, at: path,
            keys: [
                "enabled", "method", "uri", "path", "host", "expect", "interval", "timeout", "rise", "fall", "deadline",
            ])
        guard flag(map, "enabled", at: path) ?? true else { return nil }
        var check = HealthCheck()
        check.method = word(map, "method", at: path) ?? check.method
        check.path = word(map, "uri", at: path) ?? word(map, "path", at: path) ?? check.path
        check.host = word(map, "host", at: path) ?? check.host
        if let text = word(map, "expect", at: path) {
            if let range = StatusRange(text) {
                check.expect = range
            } else {
                refuse("\(path):expect must be statuses such as 200 or 200-399 and is '\(text)'")
            }
        }
        check.interval = duration(map, "interval", at: path) ?? check.interval
        check.timeout = duration(map, "timeout", at: path) ?? check.timeout
        check.rise = number(map, "rise", at: path, in: 1...100) ?? check.rise
        check.fall = number(map, "fall", at: path, in: 1...100) ?? check.fall
        if !check.path.hasPrefix("/") { refuse("\(path): the path to check must begin with '/': '\(check.path)'") }
        return check
    }

    mutating func balance(_ map: ValueMap, at path: String, key: String = "balance_algorithm") -> String? {
        guard let text = text(map, key, at: path) else { return nil }
        let word = String(text.prefix { $0 != "(" && $0 != " " })
        guard Self.algorithms.contains(word) || Self.parameterised.contains(word) else {
            refuse(
                "\(path):\(key) '\(text)' is no balance algorithm of HAProxy",
                hint: NearestName.hint(for: word, among: Self.algorithms)
                    ?? "one of \(Self.algorithms.joined(separator: ", "))")
            return nil
        }
        return text
    }

    private mutating func staticServer(_ value: Value, name: String, at path: String)
        -> PillarConfiguration.StaticServer?
    {
        let map = section(
            value, at: path, keys: ["address", "port", "weight", "maxconn", "backup", "check", "ssl", "verify"])
        let address = requiredText(map, "address", at: path)
        guard let port = requiredPort(map, at: path), let address, !address.contains(" ") else { return nil }
        if SlotTable.index(ProxyName.sanitised(name)) != nil {
            refuse("\(path): s1, s2, ... are names of slots; give the server another name")
        }
        var server = PillarConfiguration.StaticServer(name: name, address: address, port: port)
        server.weight = number(map, "weight", at: path, in: 0...256)
        server.maximumConnections = number(map, "maxconn", at: path, in: 1...10_000_000)
        server.isBackup = flag(map, "backup", at: path) ?? false
        server.isChecked = flag(map, "check", at: path) ?? true
        server.usesTLS = flag(map, "ssl", at: path) ?? false
        server.verifies = flag(map, "verify", at: path) ?? true
        return server
    }

    private mutating func containers(_ value: Value?, at path: String) -> PillarConfiguration.ContainerQuery? {
        guard let value, !value.isNull else { return nil }
        let map = section(value, at: path, keys: ["enabled", "port", "filters", "slots"])
        guard flag(map, "enabled", at: path) ?? true, let port = requiredPort(map, at: path) else { return nil }
        let filters = section(map["filters"], at: "\(path):filters", keys: ["label"])
        let labels = texts(filters["label"], at: "\(path):filters:label")
        if labels.isEmpty {
            refuse("\(path):filters:label is empty: every container of the host would become a server")
        }
        let slots = number(map, "slots", at: path, in: 1...1000) ?? SlotTable.defaultCount
        return .init(port: port, labels: labels, slots: slots)
    }
}
