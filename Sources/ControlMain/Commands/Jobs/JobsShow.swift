import ArgumentParser
import Output
import Values

/// `pigeon jobs show JID`
struct JobsShow: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "A job and what each minion returned for it.")

    @OptionGroup var master: MasterOptions
    @OptionGroup var output: OutputOptions

    @Argument(help: "The job's id.")
    var jid: String

    func run() async throws {
        let job = try await JobRunner(try master.client()).job(jid)
        let presenter = try output.presenter()
        // The ledger's entry is no state run; the returns in it may be.
        guard presenter.format == nil || presenter.format == .highstate else {
            Terminal.result(presenter.text(job))
            return
        }
        Terminal.result(Self.head(job))
        for (minion, answer) in job["Result"]?.map ?? [:] {
            Terminal.result(JobAnswer(minion: minion.scalarText ?? "", answer).text(presenter))
        }
        let waiting = JobAnswer.isOrchestration(job) ? "It is not over yet." : "Minion did not return."
        for minion in job["Missing"]?.list?.compactMap(\.scalarText) ?? [] {
            Terminal.result(presenter.missing(minion, waiting))
        }
    }

    private static func head(_ job: Value) -> String {
        ["jid", "Function", "Target", "Target-type", "User", "StartTime"].compactMap { key in
            job[key]?.scalarText.map { "\(key): \($0)" }
        }.joined(separator: "\n")
    }
}
