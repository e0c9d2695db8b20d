import Execution
import Model
import Values

/// `stack.*`: the lifecycle of applications.
enum StackRunners {
    static func all(_ actions: StackActions, _ service: StackService) -> [RunnerService.Runner] {
        StackAction.allCases.map { runner(for: $0, actions) } + [plan(service), status(service), history(service)]
    }

    private static func runner(for action: StackAction, _ actions: StackActions) -> RunnerService.Runner {
        RunnerService.Runner(
            name: FunctionName(module: "stack", function: action.rawValue),
            summary: "Carry out '\(action.rawValue)' on an application",
            parameters: [
                .required("app"), .optional("version"), .optional("replace", false), .optional("keep", false),
                .optional("yes", false), .optional("test", false),
            ]
        ) { arguments, call in
            var body: ValueMap = [:]
            for key in ["version", "replace", "keep", "yes", "test"] { body[key] = arguments[key] }
            let answer = try await actions.perform(
                action, app: try arguments.text("app"), try StackActions.Wish(body), jid: call.jid, user: call.user,
                report: call.report)
            return FunctionResult(answer, retcode: answer["retcode"]?.int ?? 1)
        }
    }

    private static func plan(_ service: StackService) -> RunnerService.Runner {
        RunnerService.Runner(
            name: "stack.plan", summary: "What an action would do",
            parameters: [
                .required("action"), .required("app"), .optional("version"), .optional("replace", false),
            ]
        ) { arguments, _ in
            let name = try arguments.text("action")
            guard let action = StackAction(rawValue: name) else {
                throw Refusal(
                    .badRequest, "'\(name)' is not an action on a stack",
                    hint: "known are \(StackAction.allCases.map(\.rawValue).joined(separator: ", "))")
            }
            let plan = try await service.plan(
                action, app: try arguments.text("app"), version: try arguments.optionalText("version"),
                replacing: arguments["replace"].isTruthy)
            return FunctionResult(.string(plan.lines.joined(separator: "\n")))
        }
    }

    private static func status(_ service: StackService) -> RunnerService.Runner {
        RunnerService.Runner(
            name: "stack.status", summary: "Which versions are in which state", parameters: [.optional("app")]
        ) { arguments, _ in
            FunctionResult(try await StackStatus(service: service).value(app: try arguments.optionalText("app")))
        }
    }

    private static func history(_ service: StackService) -> RunnerService.Runner {
        RunnerService.Runner(
            name: "stack.history", summary: "What was done to the stacks, by whom and with what outcome",
            parameters: [.optional("app"), .optional("limit", 50)]
        ) { arguments, _ in
            let app = try arguments.optionalText("app")
            guard let limit = arguments["limit"].int, limit > 0 else {
                throw Refusal(.badRequest, "'limit' is how many entries are wanted", hint: "a number from 1")
            }
            let entries = try await service.store.history(of: app, limit: limit)
            // An application that the pillar lacks by now still has its history.
            if let app, entries.isEmpty { _ = try await StackStatus(service: service).value(app: app) }
            return FunctionResult(.list(entries.map(\.value)))
        }
    }
}

extension StackTransition {
    /// The entry as the CLI and the REST API show it; times as ISO 8601 in UTC, `seconds` how long it took.
    var value: Value {
        var value: ValueMap = [
            "app": .string(app), "version": .string(version), "action": .string(action.rawValue),
            "from": .string(from.rawValue), "to": .string(to.rawValue), "outcome": .string(outcome.rawValue),
            "user": .string(user), "jid": .string(jid.text),
            "started": .string(CivilTime(microseconds: started).stamp + "Z"),
        ]
        if let ended {
            value["ended"] = .string(CivilTime(microseconds: ended).stamp + "Z")
            value["seconds"] = .double(Double((ended - started) / 1000) / 1000)
        }
        if !detail.isEmpty { value["detail"] = .string(detail) }
        return .map(value)
    }
}
