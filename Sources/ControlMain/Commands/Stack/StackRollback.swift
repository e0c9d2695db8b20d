import ArgumentParser

/// `pigeon stack rollback APP`
struct StackRollback: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rollback", abstract: "Move production traffic back to the inactive version in one switch.")

    @OptionGroup var master: MasterOptions
    @OptionGroup var output: OutputOptions

    @Flag(help: "Only say what would be done.")
    var test = false

    @Argument(help: "The application.")
    var app: String

    func run() async throws {
        let request = StackRequest("rollback", app, [("test", test)])
        try await request.perform(try master.client(), output)
    }
}
