import Execution
import Model
import Values

/// `state.orchestrate` and its short names, and what lets an orchestration wait.
enum StateRunners {
    static func all(_ orchestrator: Orchestrator) -> [RunnerService.Runner] {
        orchestrating(orchestrator) + pausing(orchestrator)
    }

    private static func orchestrating(_ orchestrator: Orchestrator) -> [RunnerService.Runner] {
        ["state.orchestrate", "state.orch", "state.sls"].map { name in
            RunnerService.Runner(
                name: name, summary: "Run an orchestration: SLS files whose states reach the minions",
                parameters: [
                    .required("mods"), .optional("saltenv"), .optional("test"), .optional("exclude"),
                    .optional("pillar"),
                    .optional("pillarenv"),
                ]
            ) { arguments, call in
                var keywords: ValueMap = [:]
                for key in ["saltenv", "test", "exclude", "pillar", "pillarenv"] where !arguments[key].isNull {
                    keywords[key] = arguments[key]
                }
                if let pillar = keywords["pillar"], pillar.map == nil {
                    throw Refusal(.badRequest, "'pillar' must be a mapping, not \(pillar.kindName)")
                }
                let mods = try arguments["mods"].list?.compactMap(\.scalarText) ?? [arguments.text("mods")]
                return try await orchestrator.run(
                    mods.flatMap { $0.split(separator: ",").map(String.init) }, keywords: keywords, jid: call.jid,
                    user: call.user, report: call.report)
            }
        }
    }

    private static let state: [Parameter] = [.required("jid"), .optional("state_id")]

    /// By name: the function that the engine has for it, what it does, and its parameters.
    private static let pauses: [(FunctionName, FunctionName, String, [Parameter])] = {
        let pause = "Let an orchestration wait before a state, or before the next one"
        let resume = "Let an orchestration that waits go on"
        return [
            ("state.pause", "state.pause", pause, state + [.optional("duration")]),
            ("state.set_pause", "state.pause", pause, state + [.optional("duration")]),
            ("state.resume", "state.resume", resume, state), ("state.rm_pause", "state.resume", resume, state),
            (
                "state.soft_kill", "state.soft_kill", "End an orchestration before a state, or before the next one",
                state
            ),
        ]
    }()

    private static func pausing(_ orchestrator: Orchestrator) -> [RunnerService.Runner] {
        pauses.map { name, function, summary, parameters in
            RunnerService.Runner(name: name, summary: summary, parameters: parameters) { arguments, call in
                let jid = try await underWay(try arguments.text("jid"), orchestrator)
                var keywords: ValueMap = ["jid": .string(jid.text)]
                for parameter in parameters.dropFirst() { keywords[parameter.name] = arguments[parameter.name] }
                return await orchestrator.engine.run(
                    FunctionCall(function, keywords: keywords), jid: call.jid, report: call.report)
            }
        }
    }

    /// - Throws: for what is no orchestration of this master, or has ended: nothing would ever come of it.
    private static func underWay(_ text: String, _ orchestrator: Orchestrator) async throws -> JobID {
        let stored = try await JobListing(jobs: orchestrator.jobs).find(text)
        guard stored.job.minions == [orchestrator.identity] else {
            throw Refusal(
                .conflict, "job \(text) is not an orchestration",
                hint: "a state run of minions waits with `pigeon TARGET state.pause \(text)`")
        }
        guard stored.returns.isEmpty else { throw Refusal(.conflict, "orchestration \(text) has ended") }
        return stored.job.id
    }
}
