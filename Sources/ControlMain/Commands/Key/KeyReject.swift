import ArgumentParser
import Values

/// `pigeon key reject ID`
struct KeyReject: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reject", abstract: "Refuse minions, and cut off those that were accepted.")

    @OptionGroup var master: MasterOptions
    @OptionGroup var selection: KeySelection

    @Flag(name: [.short, .long], help: "Don't ask.")
    var yes = false

    func run() async throws {
        let change = KeyChange(
            verb: "reject", done: "rejected", sections: ["minions_pre", "minions"], standard: true,
            keywords: ["include_accepted": true])
        try await change.perform(on: selection, try master.client(), isSure: yes)
    }
}
