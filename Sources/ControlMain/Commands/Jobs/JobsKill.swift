import ArgumentParser
import Values

/// `pigeon jobs kill JID`
struct JobsKill: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "kill", abstract: "Stop a job on the minions where it still runs.")

    @OptionGroup var master: MasterOptions

    @Argument(help: "The job's id.")
    var jid: String

    func run() async throws {
        let runner = JobRunner(try master.client())
        // A job that isn't there is refused here, with the reason.
        _ = try await runner.job(jid)
        let minions = try await runner.call("jobs.kill", ["jid": .string(jid)]).list?.compactMap(\.scalarText) ?? []
        Terminal.result(
            minions.isEmpty
                ? "job \(jid) runs nowhere any more"
                : "job \(jid) is being stopped on \(minions.joined(separator: ", "))")
    }
}
