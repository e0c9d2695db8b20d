import ArgumentParser
import Model
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
        let job = try await runner.job(jid)
        let entry = LedgerEntry(job)
        // One that was given up may go on with it nevertheless.
        let silent = Set(job["Missing"]?.list?.compactMap(\.scalarText) ?? [])
        let running = entry.outcomes.filter { silent.contains($0.minion) && $0.outcome != .unreachable }.map(\.minion)
        let told = try await runner.call("jobs.kill", ["jid": .string(jid)]).list?.compactMap(\.scalarText) ?? []
        if !told.isEmpty { Terminal.result("job \(jid) is being stopped on \(told.joined(separator: ", "))") }
        let untold = running.filter { !told.contains($0) }
        if running.isEmpty { Terminal.result("job \(jid) runs nowhere any more") }
        if !untold.isEmpty { throw Self.unstoppable(jid, untold, isOrchestration: entry.isOrchestration) }
    }

    private static func unstoppable(_ jid: String, _ minions: [String], isOrchestration: Bool) -> ControlError {
        isOrchestration
            ? .answered(
                status: 500, message: "job \(jid) is an orchestration, which the master carries to its end",
                hint: "follow it: `pigeon jobs watch \(jid)`; the jobs that it started on minions can be stopped")
            : .answered(
                status: 500, message: "not connected, so not told to stop: \(minions.joined(separator: ", "))",
                hint: "say it again when they are back")
    }
}
