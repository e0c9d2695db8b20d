import ArgumentParser

/// `pigeon key accept ID`
struct KeyAccept: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "accept", abstract: "Let minions in.")

    @OptionGroup var master: MasterOptions
    @OptionGroup var selection: KeySelection

    @Flag(name: [.short, .long], help: "Don't ask.")
    var yes = false

    func run() async throws {
        let change = KeyChange(
            verb: "accept", done: "accepted", sections: ["minions_pre"], standard: true)
        try await change.perform(on: selection, try master.client(), isSure: yes)
    }
}
