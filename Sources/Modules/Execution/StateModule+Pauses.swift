import Execution
import Model
import Values

/// `state.pause` and its like: a state run that waits before a state, or ends there.
extension StateModule {
    static let pauses: [ExecutionFunction] = [
        .init(
            "state.pause", "Lets a state run wait before a state, or before the next one.",
            parameters: [.required("jid"), .optional("state_id"), .optional("duration")]
        ) { call, run in
            let duration = try call.optionalText("duration") == nil ? nil : Duration(salt: call["duration"])
            try await MinionRun.current(run).engine.pauses.pause(
                try call.text("jid"), before: try call.optionalText("state_id"), for: duration)
            return FunctionResult(.null)
        },
        .init(
            "state.resume", "Lets a state run that waits go on.",
            parameters: [.required("jid"), .optional("state_id")]
        ) { call, run in
            try await MinionRun.current(run).engine.pauses.resume(
                try call.text("jid"), before: try call.optionalText("state_id"))
            return FunctionResult(.null)
        },
        .init(
            "state.soft_kill", "Ends a state run before a state, or before the next one.",
            parameters: [.required("jid"), .optional("state_id")]
        ) { call, run in
            try await MinionRun.current(run).engine.pauses.kill(
                try call.text("jid"), before: try call.optionalText("state_id"))
            return FunctionResult(.null)
        },
        .init("state.get_pauses", "The pauses of state runs that are under way.", parameters: [.optional("jid")]) {
            call, run in
            let engine = try MinionRun.current(run).engine
            let running = await engine.jobs.all.filter { $0.call.function.module == "state" }.compactMap(\.jid?.text)
            let wanted = call["jid"].list?.compactMap(\.scalarText) ?? call["jid"].scalarText.map { [$0] }
            let all = await engine.pauses.all(of: Set(running))
            guard let wanted else { return FunctionResult(.map(all)) }
            return FunctionResult(.map(ValueMap(all.filter { wanted.contains($0.key.scalarText ?? "") })))
        },
    ]
}
