import ArgumentParser

/// `pigeon stack activate APP`
struct StackActivate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "activate", abstract: "Move production traffic to a released version in one switch.")

    @OptionGroup var master: MasterOptions
    @OptionGroup var output: OutputOptions

    @Option(name: .customLong("version"), help: "The version; the pillar's when it is left out.")
    var stackVersion: String?

    @Flag(help: "Only say what would be done.")
    var test = false

    @Argument(help: "The application.")
    var app: String

    func run() async throws {
        let request = StackRequest("activate", app, version: stackVersion, [("test", test)])
        try await request.perform(try master.client(), output)
    }
}
