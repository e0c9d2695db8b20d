import Execution
import Model
import Values

/// What the `stack.*` states of an orchestration share: the service, the minions, and a word to whoever follows.
package struct StackStep: Sendable {
    private static let looking: Set<FunctionName> = ["haproxy.healthy", "haproxy.drained"]

    package let service: StackService

    package init(service: StackService) { self.service = service }

    /// Registers the application on every load balancer: behind which frontend it is, who sees its release, how it is
    /// checked.
    ///
    /// Only a release changes what a load balancer knows already.
    func register(_ plan: StackPlan, isTest: Bool = false) async throws -> StepAnswer {
        let isForMissingOnly = plan.move.action != .release
        let check = plan.definition(of: plan.move.stack).loadbal.health.check
        return try await onLoadBalancers(
            plan, "haproxy.application", name: plan.move.stack.app,
            plan.definition.registration.merged(with: [
                "health": .map(check), "backend": .string(plan.move.stack.backend),
                "only_missing": .bool(isForMissingOnly),
            ]), isTest: isTest)
    }

    /// Waits until every load balancer has the stack healthy, checked as it was when it was released.
    ///
    /// - Parameter deadline: nil for the one of its definition.
    func healthy(
        _ stack: Stack, _ plan: StackPlan, deadline: Duration?
    ) async throws -> StepAnswer {
        let gate = plan.definition(of: stack).loadbal.health
        let deadline = deadline ?? gate.deadline
        return try await onLoadBalancers(
            plan, "haproxy.healthy", name: stack.backend,
            ["health": .map(gate.check), "deadline": .double(deadline.seconds)],
            deadline: deadline + .seconds(15))
    }

    /// Calls one state on every load balancer.
    func onLoadBalancers(
        _ plan: StackPlan, _ state: FunctionName, name: String, _ arguments: ValueMap,
        deadline: Duration? = nil, isTest: Bool = false
    ) async throws -> StepAnswer {
        try await single(state, name: name, arguments, on: plan.loadBalancers, deadline: deadline, isTest: isTest)
    }

    /// `state.single` on each of the minions, which needs nothing of their pillars: one that is broken stands in
    /// nobody's way.
    ///
    /// A state that only looks does not wait for its turn.
    ///
    /// - Parameter isUrgent: whether it is done beside a state run that is under way on the minion.
    func single(
        _ state: FunctionName, name: String, _ arguments: ValueMap, on minions: [MinionID],
        deadline: Duration? = nil, isTest: Bool = false, isUrgent: Bool = false
    ) async throws -> StepAnswer {
        guard !minions.isEmpty else { return StepAnswer(of: [:]) }
        let turn = isTest || isUrgent || Self.looking.contains(state) ? "concurrent" : "queue"
        var keywords: ValueMap = [
            "fun": .string(state.description), "name": .string(name), turn: true, "__force": true,
        ]
        if isTest { keywords["test"] = true }
        let answer = try await service.fleet.run(
            "state.single", keywords.merged(with: arguments), on: minions, as: "orchestration", deadline: deadline)
        return StepAnswer(of: answer.outcomes)
    }

    /// Removes what a stack has on minions beside what it names there, and all that it has on others.
    func trim(
        _ stack: Stack, to containers: StackContainers, on minions: [MinionID], notOn others: [MinionID]
    ) async throws -> (changes: ValueMap, failures: [String]) {
        let here = try await single(
            "docker_stack.absent", name: stack.label, ["except": .strings(containers.names)], on: minions)
        let elsewhere = try await single("docker_stack.absent", name: stack.label, [:], on: others)
        return (here.changes.merged(with: elsewhere.changes), here.failures + elsewhere.failures)
    }

    /// Tells whoever follows the deployment what was just done.
    func say(_ message: String, step: String, app: String, in run: RunContext) async {
        await run.services.report(Event(tag: "pigeon/stack/\(app)/\(step)", data: ["message": .string(message)]))
    }
}

/// What several minions made of one state: who failed and why, who changed something.
package struct StepAnswer: Sendable {
    /// A sentence for each minion that failed.
    let failures: [String]
    /// The minions that failed.
    let failed: Set<String>
    /// What changed, by minion.
    let changes: ValueMap
    /// The extra data of each minion's return, by minion.
    let data: ValueMap
    let comments: [String]

    init(of outcomes: [MinionID: MinionOutcome]) {
        var failures: [String] = []
        var failed: Set<String> = []
        var changes: ValueMap = [:]
        var data: ValueMap = [:]
        var comments: [String] = []
        for (minion, outcome) in outcomes.sorted(by: { $0.key < $1.key }) {
            guard case .returned(let answer) = outcome, let states = answer.value.map else {
                failures.append("\(minion): \(Self.reason(outcome))")
                failed.insert(minion.text)
                continue
            }
            for state in states.values {
                let comment = state["comment"]?.string ?? ""
                if state["result"]?.bool == false {
                    failures.append("\(minion): \(comment)")
                    failed.insert(minion.text)
                }
                if let own = state["changes"]?.map, !own.isEmpty { changes[minion.text] = .map(own) }
                if let own = state["data"] { data[minion.text] = own }
                comments.append(comment)
            }
        }
        self.failures = failures
        self.failed = failed
        self.changes = changes
        self.data = data
        self.comments = comments
    }

    var succeeded: Bool { failures.isEmpty }

    /// Why a minion gave no state return, as a person reads it.
    static func reason(_ outcome: MinionOutcome) -> String {
        switch outcome {
        case .unreachable: "is not connected"
        case .timedOut: "did not answer in time"
        case .withdrawn: "has not heard of it, as the job was killed before it was delivered"
        case .returned(let answer):
            answer.value.list?.compactMap(\.scalarText).joined(separator: "\n") ?? answer.value.scalarText
                ?? "returned \(JSON.write(answer.value))"
        }
    }
}
