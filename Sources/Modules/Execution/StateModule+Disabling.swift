import Execution
import Model
import Values

/// `state.disable` and its like: states, files and the highstate that are not to be applied, kept in a grain.
extension StateModule {
    /// The grain that says what is disabled.
    static let disabledGrain = "state_runs_disabled"

    static let disabling: [ExecutionFunction] = [
        .init(
            "state.disable", "Keeps state functions, SLS files or the highstate from being applied.",
            parameters: [.required("states")]
        ) { call, run in
            try await change(try call.names("states"), run) { name, disabled in
                if disabled.contains(name) { return "Info: \(name) state already disabled." }
                disabled.append(name)
                return "Info: \(name) state disabled."
            }
        },
        .init("state.enable", "Lets be applied what was disabled.", parameters: [.required("states")]) { call, run in
            try await change(try call.names("states"), run) { name, disabled in
                guard let place = disabled.firstIndex(of: name) else { return "Info: \(name) state already enabled." }
                disabled.remove(at: place)
                return "Info: \(name) state enabled."
            }
        },
        .init("state.list_disabled", "What is disabled.") { _, run in
            FunctionResult(run.grains[disabledGrain] ?? "")
        },
    ]

    private static func change(
        _ names: [String], _ run: RunContext, _ body: (String, inout [String]) -> String
    ) async throws -> FunctionResult {
        let old = disabled(run)
        var new = old
        let messages = names.map { body($0, &new) }
        if new != old {
            let call = FunctionCall(
                "grains.setval", arguments: [.string(disabledGrain), .strings(new)], keywords: [:])
            _ = try await run.services.call(call, in: run)
        }
        return FunctionResult(["res": true, "msg": .string(messages.joined(separator: "\n"))])
    }

    /// The names and globs that are disabled.
    static func disabled(_ run: RunContext) -> [String] {
        run.grains[disabledGrain]?.list?.compactMap(\.scalarText) ?? []
    }

    /// What Salt answers in place of a run of what is disabled; nil where nothing of it is.
    ///
    /// - Parameter names: of SLS files; nil for the highstate.
    static func refusal(of names: [String]?, _ run: RunContext) -> FunctionResult? {
        let disabled = disabled(run)
        guard let names else {
            guard disabled.contains("highstate") else { return nil }
            return FunctionResult([
                "name": "Salt highstate run is disabled. To re-enable, run state.enable highstate", "result": "False",
                "comment": "Disabled",
            ])
        }
        let messages = names.flatMap { name in
            disabled.compactMap { pattern -> String? in
                let advice = "to re-enable, run state.enable \(pattern)."
                if pattern == name { return "The state file \"\(name)\" is currently disabled, \(advice)" }
                guard pattern.contains(".*"), let module = pattern.split(separator: ".").first,
                    name.hasPrefix("\(module).")
                else { return nil }
                return "The state file \"\(name)\" is currently disabled by \"\(pattern)\", \(advice)"
            }
        }
        return messages.isEmpty ? nil : FunctionResult(.strings(messages), retcode: 1, outputter: "highstate")
    }
}
