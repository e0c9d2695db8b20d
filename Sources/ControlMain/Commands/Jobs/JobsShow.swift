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
        let entry = LedgerEntry(job)
        let presenter = try output.presenter()
        // The ledger's entry is no state run; the returns in it may be.
        if presenter.format == nil || presenter.format == .highstate {
            Terminal.result(Self.head(job, entry))
            Self.show(entry, presenter)
        } else {
            Terminal.result(presenter.text(job))
        }
        if !entry.isSuccess { throw ExitCode(1) }
    }

    private static func show(_ entry: LedgerEntry, _ presenter: Presenter) {
        for answer in entry.answers { Terminal.result(answer.text(presenter)) }
        let answered = Set(entry.answers.map(\.minion))
        for (minion, outcome) in entry.outcomes where !answered.contains(minion) {
            Terminal.result(presenter.missing(minion, entry.sentence(ofSilent: minion, outcome)))
        }
    }

    private static func head(_ job: Value, _ entry: LedgerEntry) -> String {
        let lines = ["jid", "Function", "Target", "Target-type", "User", "StartTime"].compactMap { key in
            job[key]?.scalarText.map { "\(key): \($0)" }
        }
        let progress = Dictionary(entry.progress.map { ($0.minion, $0.progress.text) }) {
            first, _ in first
        }
        let outcomes = (job["Outcomes"]?.map ?? [:]).map { minion, word in
            let minion = minion.scalarText ?? ""
            return "  \(minion): \(word.scalarText ?? "")" + (progress[minion].map { ", \($0)" } ?? "")
        }
        return (lines + ["Outcomes:"] + outcomes).map(\.printable).joined(separator: "\n")
    }
}
