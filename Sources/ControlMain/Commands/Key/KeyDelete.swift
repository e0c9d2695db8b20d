import ArgumentParser

/// `pigeon key delete ID`
struct KeyDelete: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "delete", abstract: "Forget keys, and cut their minions off.")

    @OptionGroup var master: MasterOptions
    @OptionGroup var selection: KeySelection

    @Flag(name: [.short, .long], help: "Don't ask.")
    var yes = false

    func run() async throws {
        let change = KeyChange(
            verb: "delete", done: "deleted",
            sections: ["minions", "minions_pre", "minions_rejected", "minions_denied"], standard: false)
        try await change.perform(on: selection, try master.client(), isSure: yes)
    }
}
