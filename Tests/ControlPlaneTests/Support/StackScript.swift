import Execution
import Model
import Values

@testable import ControlPlane

/// The order of an orchestrator's steps, as the files in `orch/` have it, without a compiler.
struct StackScript: Sendable {
    struct Step: Sendable {
        let state: FunctionName
        var arguments: ValueMap = [:]
        /// Whether the steps after it are done although it failed.
        var isOptional = false
    }

    let stage: StackStage

    /// Lets the engine carry out `orch/deactivate.sls`, `orch/recover.sls` and `orch/upkeep.sls`.
    func install() {
        stage.engine.follow { call, jid in
            guard let name = call.arguments.first?.string, let own = call.keywords["pillar"]?[name]?.map,
                let version = own["version"]?.string
            else { return FunctionResult(["no such orchestrator"], retcode: 1) }
            if name == "recover" {
                let action = own["action"]?.string.flatMap(StackAction.init(rawValue:)) ?? .release
                guard own["finish"]?.bool == true else {
                    return await carryOut([Step(state: "stack.undone")], action, version, jid, undoing: false)
                }
                let steps = [
                    Step(state: "stack.removed", isOptional: action != .deactivate), Step(state: "stack.finished"),
                ]
                return await carryOut(steps, action, version, jid, undoing: false)
            }
            if name == "upkeep" {
                let steps = ["stack.begun", "stack.backends", "stack.switched", "stack.finished"] as [FunctionName]
                return await carryOut(steps.map { Step(state: $0) }, .activate, version, jid)
            }
            let leftover: ValueMap = ["leftover": own["leftover"] ?? false]
            return await carryOut(
                [
                    Step(state: "stack.begun", arguments: leftover), Step(state: "stack.removed"),
                    Step(state: "stack.finished"),
                ], .deactivate, version, jid)
        }
    }

    /// Does the steps until one fails; what was begun by then is undone.
    func carryOut(
        _ steps: [Step], _ action: StackAction, _ version: String, _ jid: JobID, undoing: Bool = true
    ) async -> FunctionResult {
        var returns: ValueMap = [:]
        var hasFailed = false
        do {
            for step in steps {
                let outcome = try await stage.step(step.state, action, version, step.arguments, jid: jid)
                returns[Self.tag(step.state)] = Self.value(outcome, step.state)
                guard outcome.result == true || step.isOptional else {
                    hasFailed = true
                    break
                }
            }
            if hasFailed, undoing, returns.count > 1 {
                let outcome = try await stage.step("stack.undone", action, version, jid: jid)
                returns[Self.tag("stack.undone")] = Self.value(outcome, "stack.undone")
            }
        } catch {
            return FunctionResult([.string("\(error)")], retcode: 1)
        }
        let isFailed = returns.values.contains { $0["result"]?.bool == false }
        return FunctionResult(.map(returns), retcode: isFailed ? 2 : 0)
    }

    private static func tag(_ state: FunctionName) -> String {
        let function = state.description.split(separator: ".").last.map(String.init) ?? ""
        return "stack_|-\(function)_|-app_|-\(function)"
    }

    private static func value(_ outcome: AnyStateFunction.Outcome, _ state: FunctionName) -> Value {
        let fields: ValueMap = [
            "result": outcome.result.map(Value.bool) ?? .null, "comment": .string(outcome.comment),
            "changes": .map(outcome.changes), "__id__": .string(state.description),
        ]
        return .map(fields.merged(with: outcome.extra))
    }
}
