import ArgumentParser
import Model
import Values

/// `pigeon jobs kill JID`
struct JobsKill: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "kill",
        abstract: "Stop a job where it still runs, and take it back where it was not delivered yet.")

    @OptionGroup var master: MasterOptions

    @Argument(help: "The job's id.")
    var jid: String

    func run() async throws {
        let runner = JobRunner(try master.client())
        // A job that isn't there is refused here, with the reason.
        let job = try await runner.job(jid)
        let entry = LedgerEntry(job)
        // One that was given up may go on with it nevertheless.
        let silent = Set(job["Missing"]?.list?.compactMap(\.scalarText) ?? [])
        let open = entry.outcomes.filter { silent.contains($0.minion) && $0.outcome != .unreachable }.map(\.minion)
        let told = try await runner.call("jobs.kill", ["jid": .string(jid)]).list?.compactMap(\.scalarText) ?? []
        let withdrawn = LedgerEntry(try await runner.job(jid)).withdrawn.filter(open.contains)
        if !told.isEmpty { Terminal.result("job \(jid) is being stopped on \(told.joined(separator: ", "))") }
        if !withdrawn.isEmpty {
            Terminal.result("job \(jid) was cancelled before it was delivered to \(withdrawn.joined(separator: ", "))")
        }
        let untold = open.filter { !told.contains($0) && !withdrawn.contains($0) }
        if open.isEmpty { Terminal.result("job \(jid) runs nowhere any more") }
        if !untold.isEmpty { throw Self.unstopped(jid, untold, isOrchestration: entry.isOrchestration) }
    }

    private static func unstopped(_ jid: String, _ minions: [String], isOrchestration: Bool) -> ControlError {
        isOrchestration
            ? .answered(
                status: 500, message: "job \(jid) is an orchestration, which the master carries to its end",
                hint: "follow it: `pigeon jobs watch \(jid)`; the jobs that it started on minions can be stopped")
            : .answered(
                status: 500,
                message:
                    "not connected: \(minions.joined(separator: ", ")); what runs there may go on until they are back",
                hint: "they are told to stop then: `pigeon jobs watch \(jid)`")
    }
}
