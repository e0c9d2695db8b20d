import Execution
import Model
import Values

/// Makes the containers that a stack has now the servers of its backend, on every load balancer.
struct BackendFilling: Sendable {
    let plan: StackPlan
    let step: StackStep
    let run: RunContext

    /// Where the containers of a stack serve.
    ///
    /// - Parameter names: the containers that count; nil: all.
    func endpoints(of stack: Stack, on minions: [MinionID], names: [String]? = nil) async throws -> StackEndpoints {
        let loadbal = plan.definition(of: stack).loadbal
        var keywords: ValueMap = [
            "labels": ["register_backend=true", .string("pigeon.stack=\(stack.label)")],
            "port": .int(loadbal.backendPort), "network": .string(loadbal.defaultNetwork),
        ]
        if let names { keywords["names"] = .strings(names) }
        return StackEndpoints(
            try await step.service.fleet.run("docker.endpoints", keywords, on: minions, as: "orchestration"))
    }

    func fill(
        _ backend: String, with endpoints: StackEndpoints
    ) async throws -> (changes: ValueMap, problems: [String]) {
        var changes: ValueMap = [:]
        for balancer in plan.loadBalancers {
            let servers = try endpoints.servers(seenFrom: balancer)
            let filled = try await step.single(
                "haproxy.backend", name: backend, ["servers": .list(servers)], on: [balancer], in: run)
            guard filled.succeeded else { return (changes, filled.failures) }
            changes = changes.merged(with: filled.changes)
        }
        return (changes, [])
    }
}
