import Execution
import Model
import Values

/// `state.orchestrate` and its short names.
enum StateRunners {
    static func all(_ orchestrator: Orchestrator) -> [RunnerService.Runner] {
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
}
