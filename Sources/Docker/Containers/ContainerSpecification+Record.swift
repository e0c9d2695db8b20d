import Values

/// What a container carries in its labels about how it was asked for.
///
/// The values of environment variables are left out of the label: labels travel further than `inspect` does (metrics,
/// inventories). When the specification is read back they come from the container itself, and the digest proves that
/// nothing was lost or changed.
extension ContainerSpecification {
    /// The two labels of a container that is made from this.
    package func labels(_ sha256: (String) -> String) -> [(String, String)] {
        var record = canonical.map ?? [:]
        record["Reference"] = .string(image)
        var config = config
        if let environment = config["Env"]?.list?.compactMap(\.string) {
            config["Env"] = .strings(environment.map(Self.withoutValue))
        }
        record["Config"] = .map(config)
        return [(Self.digestLabel, digest(sha256)), (Self.recordLabel, Self.json(.map(record)))]
    }

    /// The specification of a container that exists, brought up to date with what may be changed without replacing it:
    /// limits, the restart policy, networks.
    /// - Returns: nil when it was not made from a specification, or its labels are not what they were.
    package init?(recordedIn container: ContainerDetails, _ sha256: (String) -> String) {
        guard let text = container.labels[Self.recordLabel], let digest = container.labels[Self.digestLabel],
            case .success(let record) = Result(catching: { () throws(Diagnostic) in try JSON.read(text) }),
            var config = record["Config"]?.map, let hostConfig = record["HostConfig"]?.map,
            let imageID = record["Image"]?.string
        else { return nil }
        if let names = config["Env"]?.list?.compactMap(\.string) {
            config["Env"] = .strings(names.map { Self.restored($0, from: container.environment) })
        }
        let files = record["WatchedFiles"]?.map ?? [:]
        self.init(
            image: record["Reference"]?.string ?? container.image, imageID: imageID, config: config,
            hostConfig: hostConfig,
            networks: record["Networks"]?.map,
            watchedFiles: Dictionary(files.map { ($0.key.scalarText ?? "", $0.value.string ?? "") }) { $1 })
        guard self.digest(sha256) == digest else { return nil }
        if !container.imageID.isEmpty { self.imageID = container.imageID }
        takeResources(from: container.hostConfig)
        networks = Self.networks(of: container)
    }

    /// `NAME=` for a variable with a value; `NAME` alone stands for one that is removed.
    private static func withoutValue(_ variable: String) -> String {
        variable.contains("=") ? variable.prefix { $0 != "=" } + "=" : variable
    }

    private static func restored(_ name: String, from environment: [String]) -> String {
        name.hasSuffix("=") ? environment.first { $0.hasPrefix(name) } ?? name : name
    }

    /// A limit that was asked for and is now zero was dropped by the engine: an update can't set one to zero.
    private mutating func takeResources(from actual: ValueMap) {
        for key in ContainerResources.keys {
            let recorded = hostConfig[key]
            let now = ContainerResources.normal(key, actual[key])
            // Without one that was asked for, the engine derives the swap limit from the memory's.
            if key == "MemorySwap", recorded == nil { continue }
            if recorded != nil, now == nil || (key == "MemorySwap" && now == -1 && recorded != -1) {
                unenforced.insert(key)
            } else {
                hostConfig[key] = now
            }
        }
    }

    private static func networks(of container: ContainerDetails) -> ValueMap {
        let own: Set<String> = [String(container.id.prefix(12)), container.raw["Config"]?["Hostname"]?.string ?? ""]
        var networks = ValueMap()
        for (name, attachment) in container.networks.sorted(by: { $0.key < $1.key }) {
            var endpoint = ValueMap()
            let aliases = Set(attachment.aliases).subtracting(own)
            if !aliases.isEmpty { endpoint["Aliases"] = .strings(aliases.sorted()) }
            if !attachment.links.isEmpty { endpoint["Links"] = .strings(attachment.links.sorted()) }
            let addressing = attachment.addressing.filter { $0.value.isTruthy }
            if !addressing.isEmpty { endpoint["IPAMConfig"] = .map(ValueMap(addressing.map { ($0.key, $0.value) })) }
            networks[name] = .map(endpoint)
        }
        return networks
    }
}
