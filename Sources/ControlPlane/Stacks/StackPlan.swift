import Model
package import Values

/// Everything that an action on an application needs to know before it begins; printable, and what the orchestrators
/// read.
package struct StackPlan: Sendable {
    package let definition: StackDefinition
    /// What the pillar said of each stack when it was released.
    let recorded: RecordedDefinitions
    package let move: StackMove
    let placement: StackPlacement
    /// The minions that run HAProxy.
    let loadBalancers: [MinionID]
    /// What whoever asked should know: that the pillar could not be used.
    let notes: [String]

    /// The minions that have the containers of the stack that is moved, or are given them by a release.
    var appMinions: [MinionID] { placement.here }

    /// The minions that may have containers of a stack.
    func hosts(of stack: Stack) -> [MinionID] {
        stack.version == move.stack.version ? placement.everywhere : placement.hosts(of: stack)
    }

    /// The minions without which the action can't be done, by stack. The clean-up after a switch can wait for its
    /// minions; what makes room for a release, and a deactivation, can't.
    var needed: [(stack: Stack, minions: [MinionID])] {
        let leaving = move.action == .activate ? [] : move.removed
        return [(move.stack, appMinions)] + leaving.map { ($0, hosts(of: $0)) }
    }

    /// The containers of a stack as it was released.
    func containers(of stack: Stack) -> StackContainers {
        StackContainers(
            definition(of: stack), version: stack.version, isReachedFromOutside: isReachedFromOutside)
    }

    /// How a stack is reached and proved healthy: as it was released, for a later version may be checked otherwise.
    func definition(of stack: Stack) -> StackDefinition {
        recorded[stack] ?? definition
    }

    /// A load balancer that is not the host of the containers reaches them by a published port.
    private var isReachedFromOutside: Bool { loadBalancers.contains { appMinions != [$0] } }

    package var containers: StackContainers {
        StackContainers(definition, version: move.stack.version, isReachedFromOutside: isReachedFromOutside)
    }

    /// What the function `stack.plan` returns to a template.
    package var value: Value {
        let version = Value.string(move.stack.version)
        var value: ValueMap = [
            "ok": true, "action": .string(move.action.rawValue), "app": .string(move.stack.app), "version": version,
            "from": .string(move.from.rawValue), "to": .string(move.to.rawValue), "done": .bool(move.isDone),
            "backend": .string(move.stack.backend),
            "config": .strings(appMinions.map(\.text)), "loadbal": .strings(loadBalancers.map(\.text)),
            "removed": .strings(move.removed.map(\.version)), "former": .strings(placement.former.map(\.text)),
            "docker": containers.pillar,
            "images": .list(containers.images), "tasks": [:],
        ]
        if !containers.tasks.isEmpty {
            value["tasks"] = ["networks": .map(containers.networks), "run": .map(containers.tasks)]
        }
        if let formula = definition.config.formula {
            value["formula"] = ["sls": .string(formula), "pillar": [formula: ["version": version]]]
        }
        return .map(value)
    }

    /// What the steps would be, for `pigeon stack plan`.
    package var lines: [String] {
        var lines = ["\(move.action.rawValue) \(move.stack.label): \(move.from.rawValue) -> \(move.to.rawValue)"]
        lines += notes.map { "  note: \($0)" }
        if move.isDone { lines.append("  already so: containers and load balancers are only checked") }
        if move.action == .release {
            lines.append("  on \(list(appMinions)): \(definition.config.formula.map { "apply \($0), then " } ?? "")run")
            lines +=
                (containers.tasks.keyTexts.map { "    \($0) (once)" } + containers.services.keyTexts.map { "    \($0)" })
            lines.append(
                "  on \(list(loadBalancers)): fill backend \(move.stack.backend), prove it healthy, give it internal traffic"
            )
        }
        if move.action == .activate || move.action == .rollback {
            lines.append(
                "  on \(list(loadBalancers)): prove backend \(move.stack.backend) healthy, switch production to it")
        }
        for state in [StackState.active, .inactive, .release] {
            let (old, new) = (version(state, move.before), version(state, move.after))
            if old != new { lines.append("  \(state.rawValue): \(old ?? "none") -> \(new ?? "none")") }
        }
        lines += move.removed.map { "  drain and remove \($0.label) (\($0.state.rawValue))" }
        return lines
    }

    private func version(_ state: StackState, _ stacks: [Stack]) -> String? {
        stacks.first { $0.state == state }?.version
    }

    private func list(_ minions: [MinionID]) -> String { minions.map(\.text).joined(separator: ", ") }
}
