import Execution
import Model
import Values

/// The arguments that name the action a step belongs to: `name` (application), `action`, `version`, `replace`.
struct StepArguments: Sendable {
    let app: String
    let action: StackAction
    let version: String?
    let isReplacing: Bool

    init(name: String, _ arguments: inout ArgumentDecoder) {
        app = name
        action = StackAction(argument: &arguments)
        version = arguments.text("version")
        isReplacing = arguments.flag("replace", default: false)
    }

    /// The begun action of this application; in a test run the plan that would be begun.
    func begun(_ step: StackStep, in run: RunContext) async throws -> BegunMove? {
        if let move = await step.service.begun.move(of: run.jid), move.plan.move.stack.app == app { return move }
        guard run.isTest else { return nil }
        return BegunMove(
            plan: try await step.service.plan(action, app: app, version: version, replacing: isReplacing))
    }
}

/// A state of an orchestration that goes on with the action which `stack.begun` has begun.
protocol BegunStep: StateFunction where Reader == StackStep, Writer == StackStep, Observation == BegunMove? {
    var arguments: StepArguments { get }

    func plan(of seen: BegunMove) -> Plan<Change>
}

extension BegunStep {
    package func observe(with reader: StackStep, in run: RunContext) async throws -> BegunMove? {
        try await arguments.begun(reader, in: run)
    }

    package func plan(_ seen: BegunMove?) -> Plan<Change> {
        if let seen { return plan(of: seen) }
        return .impossible(
            "\(arguments.action.rawValue) of \(arguments.app) was not begun: "
                + "a `stack.begun` state must come first and succeed"
        )
    }
}
