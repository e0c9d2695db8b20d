import ArgumentParser

/// `pigeon stack release APP`
struct StackRelease: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "release", abstract: "Start a version beside the one in production, for internal traffic only.")

    @OptionGroup var master: MasterOptions
    @OptionGroup var output: OutputOptions

    @Option(name: .customLong("version"), help: "The version; the pillar's when it is left out.")
    var stackVersion: String?

    @Flag(help: "Deactivate the version that is in release first.")
    var replace = false

    @Flag(help: "Leave the containers of a release that failed, for a look.")
    var keep = false

    @Flag(help: "Only say what would be done.")
    var test = false

    @Argument(help: "The application.")
    var app: String

    func run() async throws {
        let request = StackRequest(
            "release", app, version: stackVersion, [("replace", replace), ("keep", keep), ("test", test)])
        try await request.perform(try master.client(), output)
    }
}
