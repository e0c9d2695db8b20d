import ArgumentParser
import Values

/// `pigeon stack status [APP]`
struct StackStatus: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status", abstract: "Which version is in which state.")

    @OptionGroup var master: MasterOptions
    @OptionGroup var output: OutputOptions

    @Argument(help: "The application; all when it is left out.")
    var app: String?

    func run() async throws {
        let states = try await StackStates(try master.client(), app: app).value
        Terminal.result(output.out == nil ? Self.table(states) : try output.presenter().text(states))
    }

    /// One line a stack: application, state, version, backend, since when; below them what is under way and what is left over.
    static func table(_ status: Value) -> String {
        var rows: [[String]] = []
        for (app, states) in status.map ?? [:] {
            let name = app.scalarText ?? ""
            for state in ["active", "release", "inactive"] {
                guard let stack = states[state], stack["version"] != nil else { continue }
                let since = stack["since"]?.string.map { String($0.prefix(19)) + "Z" } ?? ""
                rows.append([
                    name, state, stack["version"]?.scalarText ?? "", stack["backend"]?.scalarText ?? "", since,
                ])
            }
            if let busy = states["busy"], !busy.isNull {
                rows.append([
                    name, "busy", busy["version"]?.scalarText ?? "", busy["action"]?.scalarText ?? "",
                    "job \(busy["jid"]?.scalarText ?? "?")",
                ])
            }
            for left in states["leftovers"]?.list ?? [] {
                let minions = (left["minions"]?.list ?? []).compactMap(\.scalarText).joined(separator: ", ")
                let state = left["kept"]?.bool == true ? "kept" : "leftover"
                rows.append([name, state, left["version"]?.scalarText ?? "", "", "containers on \(minions)"])
            }
            if !rows.contains(where: { $0[0] == name }) { rows.append([name, "no stack", "", "", ""]) }
        }
        if rows.isEmpty { return "no applications: the pillar of the master has no 'stacks'" }
        return TextTable(["APP", "STATE", "VERSION", "BACKEND", "SINCE"], rows).text
    }
}
