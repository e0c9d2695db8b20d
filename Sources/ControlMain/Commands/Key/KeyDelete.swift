import ArgumentParser
import Values

/// `pigeon key delete ID`
struct KeyDelete: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "delete", abstract: "Forget keys, and cut their minions off.")

    @OptionGroup var master: MasterOptions
    @OptionGroup var selection: KeySelection

    @Flag(name: [.short, .long], help: "Don't ask.")
    var yes = false

    @Flag(help: "Denied keys only; the keys that are known for their ids stay.")
    var onlyDenied = false

    func run() async throws {
        let all = ["minions", "minions_pre", "minions_rejected", "minions_denied"]
        let change = KeyChange(
            verb: "delete", done: "deleted", sections: onlyDenied ? ["minions_denied"] : all, standard: false,
            keywords: ["only_denied": .bool(onlyDenied)])
        try await change.perform(on: selection, try master.client(), isSure: yes)
    }
}
