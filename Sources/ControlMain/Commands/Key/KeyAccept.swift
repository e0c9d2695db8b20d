import ArgumentParser
import Values

/// `pigeon key accept ID...`
struct KeyAccept: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "accept", abstract: "Let minions in.")

    @OptionGroup var master: MasterOptions
    @OptionGroup var selection: KeySelection

    @Flag(name: [.short, .long], help: "Don't ask.")
    var yes = false

    @Flag(help: "Rejected keys too.")
    var includeRejected = false

    @Flag(help: "Denied keys too: each takes the place of the key that was known for its id.")
    var includeDenied = false

    @Flag(help: "Rejected and denied keys too.")
    var includeAll = false

    func run() async throws {
        let (rejected, denied) = (includeRejected || includeAll, includeDenied || includeAll)
        var rules = KeyPlan.Rules(verb: "accept", done: "accepted", sections: ["minions_pre"], settled: "minions")
        if rejected { rules.sections.insert("minions_rejected") }
        if denied { rules.sections.insert("minions_denied") }
        rules.options = [
            ("minions_rejected", "--include-rejected"), ("minions_denied", "--include-denied"),
        ]
        rules.caution = "; compare the fingerprints first (`pigeon key finger`)"
        let change = KeyChange(rules: rules, standard: true, isOnePerID: true) { sections in
            [
                "include_rejected": .bool(sections.contains("minions_rejected")),
                "include_denied": .bool(sections.contains("minions_denied")),
            ]
        }
        try await change.perform(on: selection, try master.client(), isSure: yes)
    }
}
