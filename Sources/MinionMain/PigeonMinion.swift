import Agent
import ArgumentParser
import Glibc
import Host
import Logging
import Model
import Modules
import ServiceLifecycle
import Settings
import Telemetry
import UnixSignals
import Values

/// The minion: reads its configuration, wires, and lives until it is told to stop.
@main
struct PigeonMinion: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pigeon-minion", abstract: "The agent that runs a master's jobs on this host.",
        version: ProgramVersion.current)

    @Option(
        name: [.short, .long],
        help: "The configuration directory. (default: \(ConfigurationPlace.standardPath))")
    var configDir: String?

    @Option(
        name: [.customShort("l"), .long],
        help: "How much is logged: quiet, critical, error, warning, info, debug, trace.")
    var logLevel: String?

    static func main() async {
        do {
            let command = try parse()
            try await command.run()
        } catch let problems as Diagnostics {
            leave("pigeon-minion: the configuration is wrong:\n\(problems)", code: 2)
        } catch let problem as Diagnostic {
            leave("pigeon-minion: \(problem)", code: 1)
        } catch {
            let code = exitCode(for: error)
            let message = fullMessage(for: error)
            if code.isSuccess { print(message) } else { FileDescriptorText.standardError.write(message + "\n") }
            // sysexits' 64 is this program's 2.
            Glibc.exit(code == .validationFailure ? 2 : code.rawValue)
        }
    }

    func run() async throws {
        let loaded = try MinionConfiguration.load(directory: configDir)
        let configuration = loaded.configuration
        let loggers = LoggerFactory(verbosity: try verbosity(configuration), format: configuration.common.logFormat)
        let logger = loggers.logger("minion")
        for warning in loaded.warnings { logger.warning("\(warning)") }
        // What states and commands create gets the usual modes; the minion's own files say theirs.
        umask(0o022)
        let events = EventQueue()
        let link = MasterLink()
        let host = HostWriter.system()
        let schedule = try OwnSchedule(configuration, host: host)
        let beacons = BeaconBook(
            configuration.beacons,
            fragment: SettingsFragment("beacons", directory: configuration.directory, host: host))
        let engine = try await EngineAssembly(
            configuration, link: link, schedule: schedule, beacons: beacons, host: host, loggers: loggers
        ).engine()
        var settings = AgentSettings(
            id: configuration.id, masters: configuration.masters, rootDirectory: configuration.common.rootDirectory)
        settings.masterFinger = configuration.masterFinger
        let alarm = Alarm()
        let agent = try Agent(
            settings: settings,
            executor: EngineExecutor(engine: engine, events: events, onConnect: { alarm.ring() }), link: link,
            events: events, logger: loggers.logger("agent"))
        let files = loaded.files.isEmpty ? "none, all defaults" : loaded.files.joined(separator: ", ")
        logger.notice(
            "the minion starts",
            metadata: [
                "id": "\(configuration.id)",
                "master": "\(configuration.masters.map(\.description).joined(separator: ", "))",
                "configuration": "\(files)",
            ])
        let own = ScheduleService(
            book: schedule.book, startup: schedule.startup, jobs: agent.ownJobs,
            isReady: { configuration.isLocal || link.client != nil }, prepare: { _ = await engine.refreshPillar() },
            alarm: alarm, logger: loggers.logger("schedule"))
        let beaconWatch = BeaconService(
            book: beacons, minion: configuration.id, host: host.reader,
            isStateRunning: { await engine.isRunning(module: "state") }, report: { events.append($0) },
            logger: loggers.logger("beacons"))
        let grains = GrainsCourier(engine: engine, link: link, logger: loggers.logger("grains"))
        let watch = try ContainerWatch(
            dockerURL: configuration.dockerURL, minion: configuration.id, logger: loggers.logger("containers"))
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: [
                    .init(service: agent, successTerminationBehavior: .gracefullyShutdownGroup), .init(service: own),
                    .init(service: beaconWatch), .init(service: grains),
                    .init(service: ContainerWatchService(watch: watch, events: events)),
                    .init(service: IdleMemory(logger: logger)),
                ],
                gracefulShutdownSignals: [.sigterm, .sigint], logger: loggers.logger("services")))
        try await group.run()
    }

    private func verbosity(_ configuration: MinionConfiguration) throws -> LogVerbosity {
        guard let logLevel else { return configuration.common.logVerbosity }
        guard let verbosity = LogVerbosity(rawValue: logLevel.lowercased()) else {
            let known = LogVerbosity.allCases.map(\.rawValue)
            let hint = NearestName.hint(for: logLevel, among: known) ?? "known are \(known.joined(separator: ", "))"
            throw ValidationError("unknown log level '\(logLevel)'; \(hint)")
        }
        return verbosity
    }

    private static func leave(_ text: String, code: Int32) -> Never {
        FileDescriptorText.standardError.write(text + "\n")
        Glibc.exit(code)
    }
}
