import ArgumentParser
import Values

/// `pigeon key list [STATE]`
struct KeyList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "Keys by state.")

    @OptionGroup var master: MasterOptions
    @OptionGroup var output: OutputOptions

    @Argument(help: "acc, pre (or un), rej, den, or all; what a state's name begins with.")
    var state = "all"

    func validate() throws { _ = try sections() }

    func run() async throws {
        var listing = try await KeyListing(try master.client())
        listing.shown = try sections()
        Terminal.result(output.out == nil ? listing.text : try output.presenter().text(listing.shownValue))
    }

    /// As `salt-key -l` reads it: the beginning of a state's name.
    private func sections() throws -> [String] {
        let names = [
            ("accepted", "minions"), ("pre", "minions_pre"), ("pending", "minions_pre"), ("unaccepted", "minions_pre"),
            ("rejected", "minions_rejected"), ("denied", "minions_denied"),
        ]
        if state == "all" { return KeyListing.sections.map(\.key) }
        let meant = names.filter { !state.isEmpty && $0.0.hasPrefix(state.lowercased()) }.map(\.1)
        guard !meant.isEmpty else {
            throw ValidationError("'\(state)' is not a state of keys. Use acc, pre, rej, den or all.")
        }
        return meant
    }
}
