import ArgumentParser
import ControlPlane
import Glibc
import Host
import Model
import PKI
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
        name: [.short, .long],
        help: ArgumentHelp(
            "Where the files `master` and `master.d` are. (default: \(ConfigurationPlace.standardPath))",
            valueName: "dir"))
    var configDir: String?

    @Option(name: [.short, .long], help: "The least level that is logged; overrides the configuration.")
    var logLevel: LogVerbosity?

    static func main() async {
        do {
            try await parse().run()
        } catch {
            let code = exitCode(for: error)
            let message = fullMessage(for: error)
            if code.isSuccess { print(message) } else if !message.isEmpty { complain(message) }
            // sysexits' 64 is this program's 2.
            Glibc.exit(code == .validationFailure ? 2 : code.rawValue)
        }
    }

    func run() async throws {
        // Sockets, keys and the store are nobody else's business.
        umask(0o077)
        let loaded: LoadedConfiguration<MasterConfiguration>
        do {
            loaded = try MasterConfiguration.load(directory: configDir) { settings in
                AccessConfiguration.problems(in: settings, digests: .crypto).map { ($0.path, $0.diagnostic) }
            }
        } catch {
            Self.complain("pigeon-master: the configuration is wrong:\n\(error)")
            throw ExitCode(2)
        }
        for warning in loaded.warnings { Self.complain("warning: \(warning)") }
        var configuration = loaded.configuration
        if let logLevel { configuration.common.logVerbosity = logLevel }
        OpenFileLimit.raise()
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
