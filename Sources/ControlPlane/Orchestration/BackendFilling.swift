import Model
import Values

/// Makes the containers that a stack has now the servers of its backend, on every load balancer.
struct BackendFilling: Sendable {
    let plan: StackPlan
    let step: StackStep
    /// Whether it is done beside a state run that is under way on a load balancer, as one that waits for health: HAProxy's
    /// own lock keeps the two apart.
    var isUrgent = false

    /// Where the containers of a stack serve.
    ///
    /// - Parameters:
    ///   - names: the containers that count; nil: all.
    ///   - isRunningOnly: whether those that do not run are left out, and not a problem.
    func endpoints(
        of stack: Stack, on minions: [MinionID], names: [String]? = nil, isRunningOnly: Bool = false
    ) async throws -> StackEndpoints {
        let loadbal = plan.definition(of: stack).loadbal
        var keywords: ValueMap = [
            "labels": ["register_backend=true", .string("pigeon.stack=\(stack.label)")],
            "port": .int(loadbal.backendPort), "network": .string(loadbal.defaultNetwork),
        ]
        if let names { keywords["names"] = .strings(names) }
        if isRunningOnly { keywords["running_only"] = true }
        return StackEndpoints(
            try await step.service.fleet.run("docker.endpoints", keywords, on: minions, as: "orchestration"),
            isLenient: isRunningOnly)
    }

    func fill(
        _ backend: String, with endpoints: StackEndpoints
    ) async throws -> (changes: ValueMap, problems: [String]) {
        var changes: ValueMap = [:]
        for balancer in plan.loadBalancers {
            let servers = try endpoints.servers(seenFrom: balancer)
            let filled = try await step.single(
                "haproxy.backend", name: backend, ["servers": .list(servers)], on: [balancer],
                isUrgent: isUrgent)
            guard filled.succeeded else { return (changes, filled.failures) }
            changes = changes.merged(with: filled.changes)
        }
        return (changes, [])
    }

    /// Fills the backends of the application's other stacks with those of their containers that run, as far as their
    /// minions are there and each container is reached: a stack that can't serve everywhere is its own action's business.
    ///
    /// The address of a container that does not run is free for the next one that starts, of whatever version: it must
    /// not stay in a backend.
    func fillOthers() async throws -> (changes: ValueMap, problems: [String]) {
        var changes: ValueMap = [:]
        let connected = await step.service.fleet.connected()
        for other in plan.move.after where other.version != plan.move.stack.version {
            let hosts = plan.hosts(of: other)
            guard connected.isSuperset(of: hosts) else { continue }
            let endpoints = try await endpoints(of: other, on: hosts, isRunningOnly: true)
            guard endpoints.problems.isEmpty, plan.loadBalancers.allSatisfy(endpoints.areReachable) else { continue }
            let filled = try await fill(other.backend, with: endpoints)
            guard filled.problems.isEmpty else { return (changes, filled.problems) }
            changes = changes.merged(with: filled.changes)
        }
        return (changes, [])
    }
}
