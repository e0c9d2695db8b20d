import Execution
import Model
import Values

/// What can be found wrong with a release before anything is begun: arguments that a minion's state would refuse, a
/// formula that is not there, no service that could serve.
struct StackChecks: Sendable {
    private static let environment = "base"

    let catalogue: Catalogue
    let files: any ServedFiles

    /// - Throws: `Diagnostics` with everything that is wrong, each with its place in the pillar.
    func run(on plan: StackPlan) async throws {
        let place = "stacks:\(plan.definition.app)"
        var problems = loadBalancing(plan, place: "\(place):loadbal")
        problems += try formula(plan.definition.config.formula, place: "\(place):config:formula")
        problems += containers(plan, place: "\(place):task_definitions")
        guard problems.isEmpty else { throw Diagnostics(problems) }
    }

    private func loadBalancing(_ plan: StackPlan, place: String) -> [Diagnostic] {
        catalogue.problems(
            of: "haproxy.application", name: plan.definition.app, arguments: plan.definition.registration
        ).map { $0.prefixed(place) }
    }

    private func formula(_ name: String?, place: String) throws -> [Diagnostic] {
        guard let name else { return [] }
        let known = try files.files(environment: Self.environment).compactMap(Self.stateName)
        guard !known.contains(name) else { return [] }
        return [
            Diagnostic(
                "\(place): there is no SLS '\(name)' in the file_roots",
                hint: NearestName.hint(for: name, among: known)
                    ?? "it is the file \(name).sls or \(name)/init.sls there")
        ]
    }

    /// `web/init.sls` is `web`, `web/tls.sls` is `web.tls`.
    private static func stateName(_ path: String) -> String? {
        guard path.hasSuffix(".sls") else { return nil }
        let name = path.dropLast(4)
        let module = name.hasSuffix("/init") ? name.dropLast(5) : name
        return String(module.map { $0 == "/" ? "." : $0 })
    }

    private func containers(_ plan: StackPlan, place: String) -> [Diagnostic] {
        let containers = plan.containers
        var problems: [Diagnostic] = []
        for service in plan.definition.tasks.services {
            let state: FunctionName = service.runsOnce ? "docker_container.run" : "docker_container.running"
            problems += catalogue.problems(
                of: state, name: service.name, arguments: containers.arguments(of: service, copy: 0)
            ).map { $0.prefixed("\(place):\(service.name):docker_config") }
        }
        if !plan.definition.tasks.services.contains(where: { containers.isBackend($0) }) {
            problems.append(
                Diagnostic(
                    "\(place): no service registers as a backend, so nothing would serve",
                    hint: "label the one that serves requests: labels: [register_backend=true]"))
        }
        return problems
    }
}

extension Diagnostic {
    /// The same with the place in the pillar before the message.
    fileprivate func prefixed(_ place: String) -> Diagnostic {
        Diagnostic("\(place): \(message)", at: location, hint: hint)
    }
}
