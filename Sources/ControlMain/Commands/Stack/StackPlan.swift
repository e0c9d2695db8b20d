import ArgumentParser
import Values

/// `pigeon stack plan ACTION APP`
struct StackPlan: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan", abstract: "Say what an action would do, and do nothing.")

    @OptionGroup var master: MasterOptions
    @OptionGroup var output: OutputOptions

    @Option(name: .customLong("version"), help: "The version; the pillar's when it is left out.")
    var stackVersion: String?

    @Flag(help: "As for release: deactivate the version that is in release first.")
    var replace = false

    @Argument(help: "release, activate, deactivate or rollback.")
    var action: String

    @Argument(help: "The application.")
    var app: String

    func run() async throws {
        var keywords: ValueMap = ["action": .string(action), "app": .string(app)]
        if let stackVersion { keywords["version"] = .string(stackVersion) }
        if replace { keywords["replace"] = true }
        let chunk: ValueMap = ["client": "runner", "fun": "stack.plan", "kwarg": .map(keywords)]
        let plan = try await master.client().run(chunk).first ?? .null
        Terminal.result(output.out == nil ? plan.scalarText ?? "" : try output.presenter().text(plan))
    }
}
