import ArgumentParser
import Values

/// `pigeon stack history APP`
struct StackHistory: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "history", abstract: "What was done to the stacks, by whom and with what outcome.")

    @OptionGroup var master: MasterOptions
    @OptionGroup var output: OutputOptions

    @OptionGroup var list: ListOptions

    @Argument(help: "The application; all when it is left out.")
    var app: String?

    func run() async throws {
        var keywords: ValueMap = ["limit": .int(list.asked)]
        if let app { keywords["app"] = .string(app) }
        let chunk: ValueMap = ["client": "runner", "fun": "stack.history", "kwarg": .map(keywords)]
        let client = try master.client()
        let presenter = try output.presenter()
        let entries = try await client.run(chunk).first?.list ?? []
        let history = Value.list(Array(entries.prefix(list.limit)))
        Terminal.result(output.out == nil ? Self.table(history) : presenter.text(history))
        list.sayMore(entries.count > list.limit, "entries")
    }

    /// One line a transition, the newest first.
    static func table(_ history: Value) -> String {
        let rows = (history.list ?? []).map { entry in
            [
                entry["started"]?.string.map { String($0.prefix(19)) + "Z" } ?? "", entry["app"]?.scalarText ?? "",
                entry["action"]?.scalarText ?? "", entry["version"]?.scalarText ?? "",
                "\(entry["from"]?.scalarText ?? "") -> \(entry["to"]?.scalarText ?? "")",
                entry["outcome"]?.scalarText ?? "", entry["user"]?.scalarText ?? "", entry["jid"]?.scalarText ?? "",
                entry["detail"]?.scalarText?.split(separator: "\n").first.map(String.init) ?? "",
            ]
        }
        if rows.isEmpty { return "nothing was done yet" }
        return TextTable(["STARTED", "APP", "ACTION", "VERSION", "CHANGE", "OUTCOME", "USER", "JID", "DETAIL"], rows)
            .text
    }
}
