import Model
package import Values

/// The containers and networks of one stack on one minion, as the formula `docker-ce` takes them. Pure.
package struct StackContainers: Sendable {
    let definition: StackDefinition
    let version: String
    /// Whether load balancers on other hosts must reach the backends, by a published port.
    let isReachedFromOutside: Bool

    package init(_ definition: StackDefinition, version: String, isReachedFromOutside: Bool) {
        self.definition = definition
        self.version = version
        self.isReachedFromOutside = isReachedFromOutside
    }

    private var prefix: String { "\(definition.app)_\(version)" }

    /// `docker:networks`: the load balancers' network and one for each copy of the set.
    package var networks: ValueMap {
        var networks: ValueMap = [definition.loadbal.defaultNetwork: ["state": "present"]]
        for copy in 0..<definition.tasks.count {
            networks[network(copy)] = ["state": "present", "labels": .strings(labels)]
        }
        return networks
    }

    /// `docker:containers`: the services that stay.
    package var services: ValueMap {
        var containers: ValueMap = [:]
        for service in definition.tasks.services where !service.runsOnce {
            for copy in 0..<definition.tasks.count {
                for number in 0..<service.count {
                    containers["\(prefix)_\(service.name)_\(copy * service.count + number)"] =
                        .map(arguments(of: service, copy: copy))
                }
            }
        }
        return containers
    }

    /// `docker:run`: what runs to completion before the services start.
    package var tasks: ValueMap {
        var containers: ValueMap = [:]
        for service in definition.tasks.services where service.runsOnce {
            containers["\(prefix)_\(service.name)_0"] = .map(arguments(of: service, copy: 0))
        }
        return containers
    }

    /// What starts the services: `docker` for the formula.
    package var pillar: Value { ["networks": .map(networks), "containers": .map(services)] }

    /// Everything on a host that is the stack's: what it names, and no more.
    var names: [String] { [services, tasks, networks].flatMap(\.keyTexts) }

    /// `docker:images`: every image that the containers need, each once.
    package var images: [Value] {
        (services.values + tasks.values).compactMap { $0["image"] }.reduce(into: []) { images, image in
            if !images.contains(image) { images.append(image) }
        }
    }

    /// The labels that every container carries.
    private var labels: [String] {
        ["version=\(version)", "pigeon.app=\(definition.app)", "pigeon.stack=\(definition.app)/\(version)"]
    }

    private func network(_ copy: Int) -> String { "\(prefix)_network_\(copy)" }

    /// The arguments of a service's containers in one copy of the set.
    func arguments(of service: TaskDefinitions.Service, copy: Int) -> ValueMap {
        var arguments = VersionSubstitution(from: definition.defaultVersion, to: version).apply(to: service.container)
        arguments["labels"] = .list(Self.labels(in: &arguments) + labels.map(Value.string))
        if arguments["networks"] == nil, arguments["network_mode"] == nil {
            let own: Value = [network(copy): [["aliases": [.string(service.name)]]]]
            arguments["networks"] = [.string(definition.loadbal.defaultNetwork), own]
        }
        let publishes = ["port_bindings", "publish", "publish_all_ports", "publish_all", "network_mode"]
        if isReachedFromOutside, isBackend(arguments), !publishes.contains(where: { arguments[$0] != nil }) {
            arguments["port_bindings"] = [.int(definition.loadbal.backendPort)]
        }
        return arguments
    }

    /// Whether a service's containers are servers of the stack's backend.
    func isBackend(_ service: TaskDefinitions.Service) -> Bool {
        !service.runsOnce && isBackend(arguments(of: service, copy: 0))
    }

    private func isBackend(_ arguments: ValueMap) -> Bool {
        arguments["labels"]?.list?.contains("register_backend=true") ?? false
    }

    /// The author's labels as a list of `k=v`, whatever form they were written in.
    private static func labels(in arguments: inout ValueMap) -> [Value] {
        let written = arguments.removeValue(forKey: "label") ?? arguments["labels"]
        switch written {
        case .map(let map): return map.map { .string("\($0.key.scalarText ?? "")=\($0.value.scalarText ?? "")") }
        case .list(let list):
            return list.flatMap { item -> [Value] in
                guard let map = item.map else { return [item] }
                return map.map { .string("\($0.key.scalarText ?? "")=\($0.value.scalarText ?? "")") }
            }
        case .some(let single): return (single.scalarText ?? "").split(separator: ",").map { .string(String($0)) }
        case nil: return []
        }
    }
}
