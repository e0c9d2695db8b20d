import Values

extension ContainerDraft {
    /// What arguments that are right by themselves can't mean together.
    var contradictions: [String] {
        var problems: [String] = []
        if image?.isEmpty ?? true { problems.append("image: a container needs an image") }
        if hostConfig["PublishAllPorts"] == true, hostConfig["PortBindings"] != nil {
            problems.append("port_bindings and publish_all_ports exclude one another")
        }
        let mode = hostConfig["NetworkMode"]?.string ?? ""
        if mode == "host", config["Hostname"] != nil {
            problems.append("hostname can't be set with network_mode host: the name is the host's")
        }
        if let networks, !networks.isEmpty, mode == "host" || mode == "none" || mode.hasPrefix("container:") {
            problems.append("networks can't be combined with network_mode \(mode)")
        }
        if hostConfig["AutoRemove"] == true, let policy = hostConfig["RestartPolicy"]?["Name"], policy != "no" {
            problems.append("auto_remove and restart_policy exclude one another")
        }
        return problems
    }

    /// The specification in its normal form: what follows from other arguments added, what says nothing left out.
    func specification(image: String) -> ContainerSpecification {
        var config = config
        var hostConfig = hostConfig
        if let bindings = hostConfig["PortBindings"]?.map {
            config["ExposedPorts"] = .map((config["ExposedPorts"]?.map ?? [:]).adding(bindings.keyTexts))
        }
        if let binds = hostConfig["Binds"]?.list?.compactMap(\.string) {
            let targets = binds.map { String($0.split(separator: ":")[1]) }
            config["Volumes"] = .map((config["Volumes"]?.map ?? [:]).adding(targets))
        }
        if logDriver != nil || logOptions != nil {
            hostConfig["LogConfig"] = ["Type": .string(logDriver ?? ""), "Config": .map(logOptions ?? [:])]
        }
        if hostConfig["RestartPolicy"] == nil { hostConfig["RestartPolicy"] = ArgumentForm.restartPolicy("no", 0) }
        var networks = networks
        if let mode = hostConfig["NetworkMode"]?.string, Self.isUserDefined(mode), let given = networks,
            given[mode] == nil
        {
            networks = ValueMap([(.string(mode), [:])] + given.map { ($0.key, $0.value) })
        }
        return ContainerSpecification(
            image: image, config: config, hostConfig: ContainerResources.withoutDefaults(hostConfig), networks: networks
        )
    }

    private static func isUserDefined(_ mode: String) -> Bool {
        !["", "default", "bridge", "host", "none"].contains(mode) && !mode.hasPrefix("container:")
    }
}

extension ValueMap {
    fileprivate func adding(_ keys: [String]) -> ValueMap {
        var copy = self
        for key in keys where copy[key] == nil { copy[key] = [:] }
        return copy
    }
}
