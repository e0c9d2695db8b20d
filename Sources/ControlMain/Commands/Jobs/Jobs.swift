import ArgumentParser
import Values

/// `pigeon jobs ...`: the master's ledger.
struct Jobs: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "jobs", abstract: "List, show, stop and follow jobs.",
        subcommands: [JobsList.self, JobsShow.self, JobsKill.self, JobsWatch.self])
}

/// The runner functions on jobs.
struct JobRunner {
    private let client: ControlClient

    init(_ client: ControlClient) { self.client = client }

    func call(_ function: String, _ keywords: ValueMap) async throws(ControlError) -> Value {
        try await client.run(["client": "runner", "fun": .string(function), "kwarg": .map(keywords)]).first ?? .null
    }

    /// `{"Minions", "Missing", "Result": {MINION: {...}}, ...}`
    func job(_ jid: String) async throws(ControlError) -> Value {
        try await call("jobs.list_job", ["jid": .string(jid)])
    }
}
