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
        let change = KeyChange(
            verb: "accept", done: "accepted",
            sections: ["minions_pre"] + (rejected ? ["minions_rejected"] : []) + (denied ? ["minions_denied"] : []),
            standard: true, keywords: ["include_rejected": .bool(rejected), "include_denied": .bool(denied)])
        try await change.perform(on: selection, try master.client(), isSure: yes)
    }
}
