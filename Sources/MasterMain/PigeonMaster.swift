import ArgumentParser
import Glibc
import Model
import Settings
import Telemetry
import Values

@main
struct PigeonMaster: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pigeon-master",
        abstract: "The master: tells minions what to do, renders pillars, keeps jobs and stacks.",
        version: ProgramVersion.current)

    @Option(
        name: [.short, .long], help: ArgumentHelp("Where the files `master` and `master.d` are.", valueName: "dir"))
    var configDir = "/etc/pigeon"

    @Option(name: [.short, .long], help: "The least level that is logged; overrides the configuration.")
    var logLevel: LogVerbosity?

    func run() async throws {
        // Sockets, keys and the store are nobody else's business.
        umask(0o077)
        let loaded: LoadedConfiguration<MasterConfiguration>
        do {
            loaded = try MasterConfiguration.load(directory: configDir)
        } catch {
            Self.complain(error.description)
            throw ExitCode(2)
        }
        for warning in loaded.warnings { Self.complain("warning: \(warning)") }
        var configuration = loaded.configuration
        if let logLevel { configuration.common.logVerbosity = logLevel }
        do {
            try await MasterAssembly(configuration).run()
        } catch {
            Self.complain("pigeon-master: \(error)")
            throw ExitCode(1)
        }
    }

    private static func complain(_ text: String) {
        let line = Array((text + "\n").utf8)
        _ = line.withUnsafeBytes { write(STDERR_FILENO, $0.baseAddress, $0.count) }
    }
}

extension LogVerbosity: ExpressibleByArgument {}
