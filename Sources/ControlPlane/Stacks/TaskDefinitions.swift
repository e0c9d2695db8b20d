import Execution
package import Values

/// The `task_definitions` section: the containers of a stack.
package struct TaskDefinitions: Sendable {
    /// One service or one-off task.
    package struct Service: Sendable {
        package let name: String
        /// Containers of it in each copy of the set.
        package let count: Int
        /// Run to completion before the services start, on one minion.
        package let runsOnce: Bool
        /// The arguments of `docker_container.running`.
        package let container: ValueMap
    }

    /// Copies of the whole set on each minion.
    package let count: Int
    package let services: [Service]

    init(_ map: ValueMap, place: String, _ problems: inout [Diagnostic]) {
        var services: [Service] = []
        var count = 1
        for (key, value) in map {
            let name = key.scalarText ?? ""
            if name == "count" {
                count = value.int ?? 0
                if count < 1 { problems.append(Diagnostic("\(place):count must be a number from 1")) }
                continue
            }
            guard let fields = value.map else {
                problems.append(Diagnostic("\(place):\(name) must be a mapping, not \(value.kindName)"))
                continue
            }
            services.append(Self.service(name, fields, place: "\(place):\(name)", &problems))
        }
        if services.isEmpty, problems.isEmpty {
            problems.append(Diagnostic("\(place) names no service", hint: "web: {docker_config: {image: ...}}"))
        }
        self.count = count
        self.services = services
    }

    /// `task_definition: {count, services: {...}}` as `task_definitions` would have it.
    static func flattened(_ legacy: ValueMap) -> ValueMap {
        var map = legacy
        let services = map.removeValue(forKey: "services")?.map ?? [:]
        return map.merged(with: services)
    }

    private static func service(
        _ name: String, _ fields: ValueMap, place: String, _ problems: inout [Diagnostic]
    ) -> Service {
        var decoder = ArgumentDecoder(fields)
        let count = decoder.integer("count") ?? 1
        let run = decoder.text("run")
        let container = decoder.map("docker_config")
        problems += decoder.finish(for: place, noun: "a key")
        if let run, run != "once" {
            problems.append(
                Diagnostic(
                    "\(place):run is '\(run)'",
                    hint: "the only value is 'once': before the services start, on one minion"))
        }
        if container == nil {
            problems.append(
                Diagnostic("\(place) has no 'docker_config'", hint: "the arguments of docker_container.running"))
        } else if container?["image"]?.scalarText == nil {
            problems.append(Diagnostic("\(place):docker_config has no 'image'"))
        }
        if !NameRule.accepts(name) {
            problems.append(Diagnostic("'\(name)' can't be a service's name (\(place))", hint: NameRule.sentence))
        }
        if count < 1 { problems.append(Diagnostic("\(place):count must be a number from 1")) }
        return Service(name: name, count: count, runsOnce: run == "once", container: container ?? [:])
    }
}
