package import Values

/// Who answers name lookups, from `/etc/resolv.conf`.
package struct ResolverGrains: GrainCollector {
    package init() {}

    package func collect(from files: any FileReading) -> ValueMap {
        var servers: [String] = []
        var search: [String] = []
        var domain = ""
        var options: [String] = []
        for line in lines("/etc/resolv.conf", files) {
            let words = line.split(whereSeparator: \.isWhitespace).map(String.init)
            switch words.first {
            case "nameserver": servers += words.dropFirst().prefix(1)
            case "search": search = Array(words.dropFirst())
            case "domain": domain = words.dropFirst().first ?? ""
            case "options": options = Array(words.dropFirst())
            default: continue
            }
        }
        return [
            "dns": [
                "nameservers": .strings(servers), "ip4_nameservers": .strings(servers.filter { !$0.contains(":") }),
                "ip6_nameservers": .strings(servers.filter { $0.contains(":") }), "sortlist": [],
                "domain": .string(domain), "search": .strings(search), "options": .strings(options),
            ]
        ]
    }
}
