import ArgumentParser
import Model
import Values

/// `pigeon run FUN [ARG ...]`: a runner on the master.
struct Run: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run", abstract: "Run a runner on the master: state.orchestrate, jobs.*, manage.*, stack.*")

    @OptionGroup var master: MasterOptions
    @OptionGroup var output: OutputOptions

    @Flag(name: .customLong("async"), help: "Print the job's id and don't wait.")
    var isAsync = false

    @Argument(help: "The runner, like state.orchestrate.")
    var function: String

    @Argument(help: "Its arguments: YAML, and KEY=VALUE for keywords.")
    var arguments: [String] = []

    private static let orchestrations: Set = [
        "state.orchestrate", "state.orch", "state.sls", "state.orchestrate_single", "state.orchestrate_high",
    ]
    /// The return code of what the lifecycle's rules or a lock refused.
    private static let refused = 4

    func run() async throws {
        let client = try master.client()
        let presenter = try output.presenter()
        let call = try FunctionWords.call(function, arguments)
        var chunk: ValueMap = [
            "client": isAsync ? "runner_async" : "runner", "fun": .string(call.function.description),
            "arg": .list(call.arguments), "kwarg": .map(call.keywords),
        ]
        if isAsync {
            let answer = try await client.run(chunk).first
            Terminal.result("Executed command with job ID: \(answer?["jid"]?.string ?? "?")")
            return
        }
        chunk["full_return"] = true
        let request = chunk
        let status = StatusLine(isWanted: presenter.isForPeople)
        defer { status.clear() }
        let name = call.function.description
        let isInLedger = Self.orchestrations.contains(name) || call.function.module == "stack"
        let work = MasterWork(kind: isInLedger ? .orchestration(name) : .runner(name))
        let answer = try await work.wait { job in
            var run = RunStatus()
            return try await client.run(request) { event in
                job.take(event)
                if let line = run.take(event) { status.show(line) }
                if let step = Progress.line(for: event) { status.aside { Terminal.say(step) } }
            }.first ?? .null
        }
        status.clear()
        let value = answer["return"] ?? answer
        let retcode = answer["retcode"]?.int ?? 0
        Terminal.result(presenter.text(value, declared: value["outputter"]?.string, retcode: retcode))
        if retcode != 0 { throw ExitCode(retcode == Self.refused ? 4 : 1) }
    }
}
