package import Values

/// What it takes to make a container: the body, and the networks that the engine can't be told in it.
package struct ContainerCreation: Sendable {
    package let body: Value
    /// To connect before the start, in this order.
    package let connect: [(network: String, endpoint: ValueMap)]
    /// To disconnect before the start.
    package let disconnect: [String]
}

extension ContainerSpecification {
    /// - Parameter sha256: see `digest`.
    package func creation(_ sha256: (String) -> String) -> ContainerCreation {
        var body = config
        // By name, which `docker ps` then shows; should the tag move meanwhile, the record is read with the id that it
        // became.
        body["Image"] = .string(image)
        var labels = config["Labels"]?.map ?? [:]
        for (key, value) in self.labels(sha256) { labels[key] = .string(value) }
        body["Labels"] = .map(labels)
        var hostConfig = hostConfig
        var connect: [(String, ValueMap)] = []
        let asked = hostConfig["NetworkMode"]?.string
        if let networks, !networks.isEmpty {
            // Engines before API 1.44 take one network at creation.
            let primary = asked.flatMap { networks[$0] == nil ? nil : $0 } ?? networks.keyTexts[0]
            hostConfig["NetworkMode"] = .string(primary)
            body["NetworkingConfig"] = ["EndpointsConfig": .map([primary: networks[primary] ?? [:]])]
            connect = networks.filter { $0.key.scalarText != primary }.map {
                ($0.key.scalarText ?? "", $0.value.map ?? [:])
            }
        }
        body["HostConfig"] = .map(hostConfig)
        let leavesBridge = networks?.isEmpty == true && ["default", "bridge"].contains(asked ?? "default")
        return ContainerCreation(body: .map(body), connect: connect, disconnect: leavesBridge ? ["bridge"] : [])
    }
}
