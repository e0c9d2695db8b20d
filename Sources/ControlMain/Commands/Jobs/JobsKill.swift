import ArgumentParser
import Model
import Values

/// `pigeon jobs kill JID`
struct JobsKill: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "kill",
        abstract: "Stop a job where it still runs, and take it back where it was not delivered yet.",
        discussion: "An orchestration ends before its next state, a batch in it before its next turn.")

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
        if entry.isOrchestration, !told.isEmpty { return Self.endsEarly(jid) }
        let withdrawn = LedgerEntry(try await runner.job(jid)).withdrawn.filter(open.contains)
        if !told.isEmpty { Terminal.result("job \(jid) is being stopped on \(told.joined(separator: ", "))") }
        if !withdrawn.isEmpty {
            Terminal.result("job \(jid) was cancelled before it was delivered to \(withdrawn.joined(separator: ", "))")
        }
        let untold = open.filter { !told.contains($0) && !withdrawn.contains($0) }
        if open.isEmpty { Terminal.result("job \(jid) runs nowhere any more") }
        if !untold.isEmpty {
            throw ControlError.answered(
                status: 500,
                message:
                    "not connected: \(untold.joined(separator: ", ")); what runs there may go on until they are back",
                hint: "they are told to stop then: `pigeon jobs watch \(jid)`")
        }
    }

    private static func endsEarly(_ jid: String) {
        Terminal.result(
            "orchestration \(jid) ends before its next state; a job that it waits for can be stopped by itself, "
                + "see `pigeon jobs list`")
    }
}
