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

    @Flag(help: "Accepted keys too, when they are meant by a glob or --all; one that is named is always meant.")
    var includeAccepted = false

    @Flag(help: "The same as --include-accepted.")
    var includeAll = false

    func run() async throws {
        // A glob that a Salt user writes for what waits must not cut the fleet off.
        var rules = KeyPlan.Rules(
            verb: "reject", done: "rejected", sections: ["minions_pre"], sectionsByName: ["minions"],
            settled: "minions_rejected", options: [("minions", "--include-accepted")])
        if includeAccepted || includeAll { rules.sections.insert("minions") }
        let change = KeyChange(rules: rules, standard: true) { sections in
            ["include_accepted": .bool(sections.contains("minions"))]
        }
        try await change.perform(on: selection, try master.client(), isSure: yes)
    }
}
