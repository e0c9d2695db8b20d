package import Values

/// A container's place in a network, as the engine shows it.
package struct NetworkAttachment: Sendable, Equatable {
    package let networkID: String
    /// Empty while the container does not run.
    package let address: String
    package let gateway: String
    package let macAddress: String
    package let aliases: [String]
    package let links: [String]
    /// The addresses that were asked for: `IPv4Address`, `IPv6Address`, `LinkLocalIPs`.
    package let addressing: ValueMap

    init(_ raw: Value) {
        networkID = raw["NetworkID"]?.string ?? ""
        address = raw["IPAddress"]?.string ?? ""
        gateway = raw["Gateway"]?.string ?? ""
        macAddress = raw["MacAddress"]?.string ?? ""
        aliases = raw["Aliases"]?.strings ?? []
        links = raw["Links"]?.strings ?? []
        addressing = raw["IPAMConfig"]?.map ?? [:]
    }

    static func all(in raw: Value?) -> [String: NetworkAttachment] {
        guard let map = raw?.map else { return [:] }
        return Dictionary(map.map { ($0.key.scalarText ?? "", NetworkAttachment($0.value)) }) { $1 }
    }
}
