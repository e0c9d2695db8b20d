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
        let rules = KeyPlan.Rules(
            verb: "delete", done: "deleted",
            sections: onlyDenied ? ["minions_denied"] : Set(KeyListing.sections.map(\.key)))
        let change = KeyChange(rules: rules, standard: false) { [onlyDenied] _ in ["only_denied": .bool(onlyDenied)] }
        try await change.perform(on: selection, try master.client(), isSure: yes)
    }
}
