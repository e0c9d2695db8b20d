import Docker
import Execution
import Model
import Values

extension DockerModule {
    /// `docker.endpoints`: where the containers with some labels serve. One that does not run is a failure that names
    /// it, with exit code 2: a release must not count on fewer backends than were asked for. `names`: only these
    /// count; `running_only`: one that does not run is left out.
    var endpoints: ExecutionFunction {
        .init(
            "docker.endpoints", "Where the containers with these labels serve.",
            parameters: [
                .required("labels"), .required("port"), .optional("network"), .optional("names"),
                .optional("running_only", false),
            ]
        ) { call, run in
            let labels = try Self.labels(call)
            let names = try call["names"].isNull ? nil : Set(call.names("names"))
            let containers = try await docker.containers.list(filters: ["label": labels])
                .filter { names?.contains($0.name) ?? true }.sorted { $0.name < $1.name }
            let isLenient = try call.flag("running_only")
            let idle = containers.filter { $0.state != "running" }
            guard idle.isEmpty || isLenient else {
                let list = idle.map { "\($0.name) (\($0.status.isEmpty ? $0.state : $0.status))" }
                return FunctionResult(.string("not running: \(list.joined(separator: ", "))"), retcode: 2)
            }
            let places = DockerEndpoints(
                port: try call.integer("port"), network: try call.optionalText("network"),
                hostAddress: DockerHostAddress.find(
                    options: run.options, grains: run.grains, gateways: try await gateways()))
            var found: [Value] = []
            for container in containers where container.state == "running" {
                // One that was removed in between counts as one that does not run.
                guard let details = try await docker.containers.find(container.id), details.state.word == "running"
                else {
                    if isLenient { continue }
                    return FunctionResult(.string("not running: \(container.name)"), retcode: 2)
                }
                found.append(places.describe(details))
            }
            return FunctionResult(.list(found))
        }
    }

    /// A list of `k` or `k=v`, text with commas, or a mapping.
    private static func labels(_ call: BoundArguments) throws(Diagnostic) -> [String] {
        if let map = call["labels"].map {
            return map.map { "\($0.key.scalarText ?? "")=\($0.value.scalarText ?? "")" }
        }
        let labels = try call.names("labels")
        guard !labels.isEmpty else { throw Diagnostic("'labels' must name at least one label") }
        return labels
    }

    private func gateways() async throws -> Set<String> {
        Set(try await docker.networks.list().flatMap(\.pools).compactMap { $0["Gateway"]?.string })
    }
}
