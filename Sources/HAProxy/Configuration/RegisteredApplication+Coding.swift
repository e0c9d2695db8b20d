import Glibc
package import Values

extension RegisteredApplication {
    private static let keys = ["name", "frontend", "hosts", "internal", "health", "checks", "slots", "options"]

    /// Reads what `encoded` wrote, or what a caller made of a `stacks` pillar.
    /// - Throws: `HAProxyError.configurationInvalid` with every mistake.
    package init(decoding value: Value) throws(HAProxyError) {
        var reader = PillarReader()
        let named = value.map?["name"]?.scalarText ?? "?"
        let path = "application '\(named)'"
        let map = reader.section(value, at: path, keys: Self.keys)
        let name = reader.requiredText(map, "name", at: path) ?? ""
        let frontend = reader.requiredText(map, "frontend", at: path) ?? ""
        if !name.isEmpty, !ProxyName.isValid(name) {
            reader.refuse("\(path): an application's name has letters, digits and -_.: only")
        }
        self.init(name: name, frontend: frontend)
        hosts = reader.texts(map["hosts"], at: "\(path) hosts").map { $0.lowercased() }
        for host in hosts where host.contains(" ") { reader.refuse("\(path) hosts: '\(host)' contains a space") }
        internalRules = reader.internalRules(map["internal"], at: "\(path) internal")
        health = reader.healthCheck(map["health"], at: "\(path) health") ?? HealthCheck()
        for (backend, check) in reader.mapping(map["checks"], at: "\(path) checks") {
            let backend = backend.scalarText ?? ""
            checks[backend] = reader.healthCheck(check, at: "\(path) checks:\(backend)")
        }
        slots = reader.number(map, "slots", at: path, in: 1...1000) ?? SlotTable.defaultCount
        options = reader.options(map["options"], at: "\(path) options")
        guard reader.problems.isEmpty else { throw .configurationInvalid(reader.problems) }
    }

    /// The application as a value for its JSON file.
    package var encoded: Value {
        [
            "name": .string(name), "frontend": .string(frontend), "hosts": .strings(hosts),
            "internal": [
                "src": .strings(internalRules.sources), "header": Self.pairs(internalRules.headers),
                "cookie": Self.pairs(internalRules.cookies),
            ],
            "health": Self.encoded(health),
            "checks": .map(
                ValueMap(checks.sorted { $0.key < $1.key }.map { (.string($0.key), Self.encoded($0.value)) })),
            "slots": .int(slots),
            "options": [
                "balance": .string(options.balance),
                "server_maxconn": options.serverMaximumConnections.map(Value.int) ?? .null,
                "retry_empty_responses": .bool(options.retriesEmptyResponses),
            ],
        ]
    }

    private static func encoded(_ health: HealthCheck) -> Value {
        [
            "method": .string(health.method), "path": .string(health.path), "host": .string(health.host),
            "expect": .string(health.expect.description), "interval": .string(TimeText.haproxy(health.interval)),
            "timeout": .string(TimeText.haproxy(health.timeout)), "rise": .int(health.rise), "fall": .int(health.fall),
        ]
    }

    private static func pairs(_ pairs: [NamedValue]) -> Value {
        .map(ValueMap(pairs.map { (.string($0.name), .string($0.value)) }))
    }
}

extension PillarReader {
    fileprivate mutating func internalRules(_ value: Value?, at path: String) -> RegisteredApplication.InternalRules {
        let map = section(value, at: path, keys: ["src", "header", "cookie"])
        var rules = RegisteredApplication.InternalRules()
        for source in texts(map["src"], at: "\(path) src") {
            if Self.isNetwork(source) {
                rules.sources.append(source)
            } else {
                refuse("\(path) src: '\(source)' is no address or network", hint: "write it as 10.0.2.0/16")
            }
        }
        rules.headers = namedValues(map["header"], at: "\(path) header")
        rules.cookies = namedValues(map["cookie"], at: "\(path) cookie")
        return rules
    }

    private mutating func namedValues(_ value: Value?, at path: String) -> [RegisteredApplication.NamedValue] {
        let map = mapping(value, at: path)
        var pairs: [RegisteredApplication.NamedValue] = []
        for name in map.keyTexts {
            guard !name.isEmpty, name.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || "-_.".contains($0)) })
            else {
                refuse("\(path): '\(name)' is no name of a header or cookie")
                continue
            }
            if let text = text(map, name, at: path) { pairs.append(.init(name: name, value: text)) }
        }
        return pairs
    }

    fileprivate mutating func options(_ value: Value?, at path: String) -> RegisteredApplication.Options {
        let map = section(value, at: path, keys: ["balance", "server_maxconn", "retry_empty_responses"])
        return .init(
            balance: balance(map, at: path, key: "balance") ?? "roundrobin",
            serverMaximumConnections: number(map, "server_maxconn", at: path, in: 1...10_000_000),
            retriesEmptyResponses: flag(map, "retry_empty_responses", at: path) ?? false)
    }

    /// An IPv4 or IPv6 address, alone or with a prefix length.
    static func isNetwork(_ text: String) -> Bool {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        var storage = in6_addr()
        let isSix = inet_pton(AF_INET6, parts[0], &storage) == 1
        guard isSix || inet_pton(AF_INET, parts[0], &storage) == 1 else { return false }
        guard parts.count == 2 else { return true }
        return Int(parts[1]).map { (0...(isSix ? 128 : 32)).contains($0) } ?? false
    }
}
