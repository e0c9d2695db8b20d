import Execution
import Model
import Values

/// `state.orchestrate` and its short names, and what lets an orchestration wait.
enum StateRunners {
    static func all(_ orchestrator: Orchestrator) -> [RunnerService.Runner] {
        orchestrating(orchestrator) + given(orchestrator) + showing(orchestrator) + pausing(orchestrator)
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
                try await orchestrator.run(
                    mods(arguments),
                    keywords: keywords(["saltenv", "test", "exclude", "pillar", "pillarenv"], arguments),
                    jid: call.jid, user: call.user, report: call.report)
            }
        }
    }

    /// By name: the function that the engine has for it, what it does, and which arguments it needs.
    private static let givens: [(FunctionName, FunctionName, String, [String])] = [
        ("state.orchestrate_single", "state.single", "Run one state on the master", ["fun", "name"]),
        ("state.orchestrate_high", "state.high", "Run states that are given as data on the master", ["data"]),
    ]

    /// What runs states that are in the arguments: `{<id>_master: states}`, as Salt's, without what says how it is shown.
    private static func given(_ orchestrator: Orchestrator) -> [RunnerService.Runner] {
        givens.map { name, function, summary, required in
            RunnerService.Runner(
                name: name, summary: summary,
                parameters: required.map { .required($0) } + [
                    .optional("test"), .optional("queue"), .optional("pillar"), .keywords("kwargs"),
                ]
            ) { arguments, call in
                var own = try keywords(required + ["test", "pillar"], arguments)
                for (key, value) in arguments.keywords { own[key] = value }
                let result = try await orchestrator.run(
                    FunctionCall(function, keywords: own), as: call.call.function, jid: call.jid, user: call.user,
                    report: call.report)
                return FunctionResult(result.value["data"] ?? .null, retcode: result.retcode)
            }
        }
    }

    private static func showing(_ orchestrator: Orchestrator) -> [RunnerService.Runner] {
        ["state.orchestrate_show_sls", "state.orch_show_sls"].map { name in
            RunnerService.Runner(
                name: name, summary: "The declarations of SLS files as the master compiles them",
                parameters: [
                    .required("mods"), .optional("saltenv"), .optional("test"), .optional("queue"), .optional("pillar"),
                    .optional("pillarenv"),
                ]
            ) { arguments, call in
                let show = FunctionCall(
                    "state.show_sls", arguments: [.strings(try mods(arguments))],
                    keywords: try keywords(["saltenv", "test", "pillar", "pillarenv"], arguments))
                let shown = await orchestrator.engine.run(show, jid: call.jid, report: call.report)
                return FunctionResult([orchestrator.identity.text: shown.value], retcode: shown.retcode)
            }
        }
    }

    /// A list, or names with commas between them.
    private static func mods(_ arguments: BoundArguments) throws -> [String] {
        let names = try arguments["mods"].list?.compactMap(\.scalarText) ?? [arguments.text("mods")]
        return names.flatMap { $0.split(separator: ",").map(String.init) }
    }

    /// Those of the arguments that are given.
    private static func keywords(_ names: [String], _ arguments: BoundArguments) throws -> ValueMap {
        var keywords: ValueMap = [:]
        for name in names where !arguments[name].isNull { keywords[name] = arguments[name] }
        if let pillar = keywords["pillar"], pillar.map == nil {
            throw Refusal(.badRequest, "'pillar' must be a mapping, not \(pillar.kindName)")
        }
        return keywords
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
