import ArgumentParser
import Model
import Values

/// `pigeon events [TAG-GLOB]`: the event bus as it happens.
struct Events: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "events", abstract: "Show events as they happen, until Ctrl-C.")

    @OptionGroup var master: MasterOptions

    @Option(
        name: [.long, .customLong("output")], help: "txt for TAG, a tab and JSON on a line; json for one object a line."
    )
    var out = "txt"

    @Option(parsing: .unconditional, help: "End after so many events.")
    var count: Int?

    @Argument(help: "A glob over tags, like 'salt/job/*'.")
    var glob: String?

    func validate() throws {
        guard ["txt", "json"].contains(out) else { throw ValidationError("--out is txt or json here.") }
        if let count, count < 1 { throw ValidationError("--count is a number from 1.") }
    }

    func run() async throws {
        let pattern = glob.map { Glob($0) }
        var seen = 0
        try await master.client().events(matching: glob) { event in
            if let pattern, !pattern.matches(event.tag) { return true }
            Terminal.result(line(event))
            seen += 1
            return count.map { seen < $0 } ?? true
        }
    }

    private func line(_ event: ReportedEvent) -> String {
        out == "json"
            ? JSON.write(["tag": .string(event.tag), "data": .map(event.data)])
            : "\(event.tag)\t\(JSON.write(.map(event.data), style: JSON.Style()))"
    }
}
