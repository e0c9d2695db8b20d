package import Values

/// A container in a list.
package struct ContainerSummary: Sendable {
    package let id: String
    /// Without the leading slash.
    package let name: String
    package let image: String
    package let imageID: String
    package let labels: [String: String]
    /// `created`, `running`, `paused`, `restarting`, `exited`, `dead`.
    package let state: String
    /// For people: "Up 5 minutes (healthy)".
    package let status: String
    package let networks: [String: NetworkAttachment]
    package let raw: Value

    init(_ raw: Value) {
        id = raw["Id"]?.string ?? ""
        let names = raw["Names"]?.list?.compactMap(\.string) ?? []
        // A link adds names such as "/other/alias".
        let own = names.first { !$0.dropFirst().contains("/") } ?? names.first ?? ""
        name = own.hasPrefix("/") ? String(own.dropFirst()) : own
        image = raw["Image"]?.string ?? ""
        imageID = raw["ImageID"]?.string ?? ""
        labels = raw["Labels"]?.texts ?? [:]
        state = raw["State"]?.string ?? ""
        status = raw["Status"]?.string ?? ""
        networks = NetworkAttachment.all(in: raw["NetworkSettings"]?["Networks"])
        self.raw = raw
    }
}

extension Value {
    /// A map of strings.
    var texts: [String: String] {
        guard let map else { return [:] }
        return Dictionary(map.map { ($0.key.scalarText ?? "", $0.value.scalarText ?? "") }) { $1 }
    }

    /// The strings of a list; empty for null.
    var strings: [String] { list?.compactMap(\.string) ?? [] }
}
