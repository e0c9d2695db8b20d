import ArgumentParser
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
        if output.out != nil {
            Terminal.result(presenter.text(job))
            return
        }
        Terminal.result(Self.head(job))
        for (minion, answer) in job["Result"]?.map ?? [:] {
            let value = Value.map(ValueMap([(minion, answer["return"] ?? .null)]))
            Terminal.result(
                presenter.text(value, declared: answer["out"]?.string, retcode: answer["retcode"]?.int ?? 0))
        }
        for minion in job["Missing"]?.list?.compactMap(\.scalarText) ?? [] {
            Terminal.result(presenter.missing(minion, "Minion did not return."))
        }
    }

    private static func head(_ job: Value) -> String {
        ["jid", "Function", "Target", "Target-type", "User", "StartTime"].compactMap { key in
            job[key]?.scalarText.map { "\(key): \($0)" }
        }.joined(separator: "\n")
    }
}
