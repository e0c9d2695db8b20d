import ArgumentParser

/// `pigeon key list`
struct KeyList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "All keys by state.")

    @OptionGroup var master: MasterOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let listing = try await KeyListing(try master.client())
        Terminal.result(output.out == nil ? listing.text : try output.presenter().text(listing.value))
    }
}
