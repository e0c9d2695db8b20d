package import Execution
package import Model
import Values

/// Arguments: `name` (application), `action`, `version`, `replace`; `leftover`: only what is left of a stack that does
/// not exist may be meant. A refusal by the rules or the lock has `refused: true` in its return.
package struct StackBegun: StateFunction {
    package static let function: FunctionName = "stack.begun"
    package static let summary =
        "Checks the rules of the lifecycle, takes the application's lock and writes down what is intended"

    package enum Observation: Sendable {
        case planned(StackPlan)
        /// - Parameter byRule: whether the lifecycle's rules or a lock stand in the way, and not a mistake or somebody
        ///   who is away.
        case refused(String, byRule: Bool)
    }

    private let arguments: StepArguments
    private let isForLeftover: Bool

    package init(name: String, _ arguments: inout ArgumentDecoder) {
        isForLeftover = arguments.flag("leftover", default: false)
        self.arguments = StepArguments(name: name, &arguments)
    }

    package func observe(with reader: StackStep, in run: RunContext) async throws -> Observation {
        do {
            return .planned(
                try await reader.service.plan(
                    arguments.action, app: arguments.app, version: arguments.version,
                    replacing: arguments.isReplacing))
        } catch let refusal as Refusal {
            return .refused(refusal.description, byRule: refusal.isByRule)
        } catch let problems as Diagnostics {
            return .refused(problems.description, byRule: false)
        }
    }

    package func plan(_ seen: Observation) -> Plan<StackPlan> {
        switch seen {
        case .refused(let reason, let isByRule):
            return .impossible(reason, extra: isByRule ? ["refused": true] : [:])
        case .planned(let plan) where isForLeftover && plan.move.from != .deactivated:
            return .impossible("\(plan.move.stack.label) exists: it is no leftover", extra: ["refused": true])
        case .planned(let plan):
            return .changing(
                [plan], predicted: plan.move.isDone ? [:] : plan.move.changes,
                comment: plan.lines.joined(separator: "\n"))
        }
    }

    package func apply(_ plan: StackPlan, with writer: StackStep, in run: RunContext) async throws -> Applied {
        let move = plan.move
        guard let jid = run.jid else { return .failed("a stack is only moved by a job that has an id") }
        let intent = StackTransition(
            app: move.stack.app, action: move.action, version: move.stack.version, from: move.from, to: move.to,
            user: await writer.service.begun.user(of: jid), jid: jid, started: writer.service.clock.now)
        let isNew = move.action == .release && !move.isDone
        let transition: StackTransition
        do {
            transition = try await writer.service.store.begin(
                intent, expecting: move.before, creating: isNew ? move.stack : nil)
        } catch let busy as StackBusy {
            return refused(
                "\(busy.holder.action.rawValue) of \(move.stack.app)/\(busy.holder.version) is under way (jid \(busy.holder.jid), by "
                    + "\(busy.holder.user))\n  hint: wait for it, or look: pigeon jobs show \(busy.holder.jid)")
        } catch is StacksChanged {
            return refused(
                "the stacks of \(move.stack.app) have just been changed by another action\n  hint: look at "
                    + "`pigeon stack status \(move.stack.app)` and try again")
        }
        if isForLeftover, try await !isLeft(move.stack, writer.service) {
            try await writer.service.abandon(transition, stacks: move.before, because: "nothing is left of it")
            return refused("nothing is left of \(move.stack.label) that may be removed")
        }
        let begun = BegunMove(plan: plan, transition: transition)
        await writer.service.begun.begin(begun, by: jid)
        // What is in release may get containers on minions that it was not on before.
        if move.action == .release, move.isDone { try await writer.service.record(begun) }
        let comment =
            move.isDone
            ? "\(move.stack.label) is \(move.to.phrase) already" : "\(move.from.rawValue) -> \(move.to.rawValue)"
        return Applied(comment, changes: move.isDone ? [:] : move.changes)
    }

    /// Asked with the lock in hand, so the answer holds.
    private func isLeft(_ stack: Stack, _ service: StackService) async throws -> Bool {
        try await service.store.leftovers(of: stack.app).contains { $0.stack.version == stack.version && !$0.isKept }
    }

    private func refused(_ sentence: String) -> Applied { .failed(sentence, extra: ["refused": true]) }
}

extension StackAction {
    /// Takes the argument `action`.
    init(argument arguments: inout ArgumentDecoder) {
        let text = arguments.requiredText("action")
        if let action = StackAction(rawValue: text) {
            self = action
            return
        }
        let known = StackAction.allCases.map(\.rawValue)
        arguments.refuse(
            "action", "'\(text)' is not an action on a stack",
            hint: NearestName.hint(for: text, among: known) ?? "known are \(known.joined(separator: ", "))")
        self = .release
    }
}

extension StackMove {
    /// The move as the `changes` of a return.
    var changes: ValueMap {
        [stack.label: ["old": .string(from.rawValue), "new": .string(to.rawValue)]]
    }
}
