import Execution
import Model
import Values

/// `state.request` and what belongs to it: a run that is tried now and carried out when someone says so.
extension StateModule {
    static let requests: [ExecutionFunction] = [
        .init(
            "state.request", "Tries a state run, and keeps it to be carried out by state.run_request.",
            parameters: [.optional("mods"), .keywords("kwargs")]
        ) { call, run in
            var keywords = call.keywords
            let name = keywords.removeValue(forKey: "name")?.scalarText ?? standardRequest
            let arguments: [Value] = call["mods"].isNull ? [] : [call["mods"]]
            var trying = keywords
            trying["test"] = true
            let result = try await run.services.call(
                FunctionCall("state.apply", arguments: arguments, keywords: trying), in: run)
            let requests = try MinionRun.current(run).engine.requests
            await requests.ask(name, .init(arguments: arguments, keywords: keywords, testRun: result.value))
            return result
        },
        .init("state.check_request", "The state runs that were asked for.", parameters: [.optional("name")]) {
            call, run in
            FunctionResult(await (try MinionRun.current(run)).engine.requests.all(try call.optionalText("name")))
        },
        .init(
            "state.run_request", "Carries out the state run that was asked for.",
            parameters: [.optional("name", "default"), .keywords("kwargs")]
        ) { call, run in
            let name = try call.text("name")
            let requests = try MinionRun.current(run).engine.requests
            guard let asked = await requests.request(name) else {
                return FunctionResult([:], outputter: "highstate")
            }
            let keywords = asked.keywords.merged(with: call.keywords)
            let result = try await run.services.call(
                FunctionCall("state.apply", arguments: asked.arguments, keywords: keywords), in: run)
            await requests.forget(name)
            return result
        },
        .init("state.clear_request", "Forgets state runs that were asked for.", parameters: [.optional("name")]) {
            call, run in
            await (try MinionRun.current(run)).engine.requests.forget(try call.optionalText("name"))
            return FunctionResult(true)
        },
    ]

    private static let standardRequest = "default"
}
