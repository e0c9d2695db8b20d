import ArgumentParser
import Values

/// `pigeon stack deactivate APP --version V`
struct StackDeactivate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "deactivate", abstract: "Drain a version and remove its containers.")

    @OptionGroup var master: MasterOptions
    @OptionGroup var output: OutputOptions

    @Option(name: .customLong("version"), help: "The version; it must be named.")
    var stackVersion: String?

    @Flag(name: [.short, .long], help: "Don't ask before the active version is taken down.")
    var yes = false

    @Flag(help: "Only say what would be done.")
    var test = false

    @Argument(help: "The application.")
    var app: String

    func validate() throws {
        if stackVersion == nil {
            throw ValidationError(
                "Name the version that is to be deactivated: --version V. `pigeon stack status` shows them.")
        }
    }

    func run() async throws {
        let client = try master.client()
        if !yes, !test, let version = stackVersion { try await confirmIfActive(version, client) }
        let request = StackRequest("deactivate", app, version: stackVersion, [("yes", yes), ("test", test)])
        try await request.perform(client, output)
    }

    /// Production goes down with the active version: that is asked for, with "no" as the default.
    private func confirmIfActive(_ version: String, _ client: ControlClient) async throws {
        guard try await StackStates(client, app: app).activeVersion(of: app) == version else { return }
        guard Terminal.isInteractive else {
            throw ControlError.declined(
                "\(app)/\(version) is active: deactivating it takes \(app) out of production",
                hint: "say --yes to do so without a terminal")
        }
        let question = "\(app)/\(version) is active: deactivating it takes \(app) out of production. Go on?"
        guard Terminal.confirm(question, default: false) else {
            throw ControlError.declined("nothing was changed", hint: nil)
        }
    }
}
