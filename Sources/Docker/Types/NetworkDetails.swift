package import Values

/// A network as `inspect` shows it.
package struct NetworkDetails: Sendable {
    package let id: String
    package let name: String
    package let driver: String
    package let scope: String
    package let isInternal: Bool
    package let isAttachable: Bool
    package let hasIPv6: Bool
    package let labels: [String: String]
    package let options: [String: String]
    /// `Subnet`, `Gateway`, `IPRange`, `AuxiliaryAddresses`.
    package let pools: [ValueMap]
    /// Ids of the containers that run in it and their names; empty in lists.
    package let containers: [String: String]
    package let raw: Value

    init(_ raw: Value) {
        id = raw["Id"]?.string ?? ""
        name = raw["Name"]?.string ?? ""
        driver = raw["Driver"]?.string ?? ""
        scope = raw["Scope"]?.string ?? ""
        isInternal = raw["Internal"]?.bool ?? false
        isAttachable = raw["Attachable"]?.bool ?? false
        hasIPv6 = raw["EnableIPv6"]?.bool ?? false
        labels = raw["Labels"]?.texts ?? [:]
        options = raw["Options"]?.texts ?? [:]
        pools = raw["IPAM"]?["Config"]?.list?.compactMap(\.map) ?? []
        let members = raw["Containers"]?.map ?? [:]
        containers = Dictionary(members.map { ($0.key.scalarText ?? "", $0.value["Name"]?.string ?? "") }) { $1 }
        self.raw = raw
    }
}
