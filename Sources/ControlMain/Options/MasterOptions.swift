import ArgumentParser
import CurlTransport
import Glibc
import Settings
import Telemetry
import Values

/// Where the master is: options that every command has which talks to one.
struct MasterOptions: ParsableArguments {
    @OptionGroup var configuration: ConfigurationOptions

    @Option(help: "The REST API of a remote master, instead of the socket of the one on this host.")
    var masterURL: String?

    @Option(help: "The token for --master-url, as POST /login gives it; else the environment's PIGEON_TOKEN.")
    var token: String?

    @Option(help: "A PEM file with the authority of the remote master's certificate, instead of the system's.")
    var masterCA: String?

    /// - Throws: what is wrong with any of these options, also one that is not needed for this master.
    func client() throws(ControlError) -> ControlClient {
        try configuration.check()
        if let masterURL {
            guard masterURL.hasPrefix("https://") || masterURL.hasPrefix("http://") else {
                throw .usage(
                    Diagnostic("'\(masterURL)' is not the URL of a REST API", hint: "like https://master:8000"))
            }
            let found = token ?? getenv("PIGEON_TOKEN").map { String(cString: $0) }
            return ControlClient(.url(masterURL, token: found.map { Secret($0) }, authority: masterCA))
        }
        return ControlClient(.socket(path: try configuration.master().socketPath))
    }
}

/// The configuration directory and how much is logged.
struct ConfigurationOptions: ParsableArguments {
    @Option(
        name: [.short, .long],
        help: "The configuration directory. (default: \(ConfigurationPlace.standardPath))")
    var configDir: String?

    @Option(
        name: [.customShort("l"), .long],
        help: "How much is logged: quiet, critical, error, warning, info, debug, trace.")
    var logLevel: String?

    /// - Throws: a directory that is not there, and an unknown log level.
    func check() throws(ControlError) {
        do {
            _ = try ConfigurationPlace(named: configDir)
        } catch {
            throw .configuration(error)
        }
        _ = try verbosity(or: .warning)
    }

    /// - Parameter configured: the configuration's.
    func verbosity(or configured: LogVerbosity) throws(ControlError) -> LogVerbosity {
        guard let logLevel else { return configured }
        guard let verbosity = LogVerbosity(rawValue: logLevel.lowercased()) else {
            let known = LogVerbosity.allCases.map(\.rawValue)
            throw .usage(
                Diagnostic(
                    "unknown log level '\(logLevel)'",
                    hint: NearestName.hint(for: logLevel, among: known) ?? "known are \(known.joined(separator: ", "))")
            )
        }
        return verbosity
    }

    /// The configuration of the master on this host.
    func master() throws(ControlError) -> MasterConfiguration {
        do {
            return try MasterConfiguration.load(directory: configDir).configuration
        } catch {
            throw .configuration(error)
        }
    }
}
