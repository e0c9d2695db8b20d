import Agent
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
struct PigeonMinion {
    let configDir: String?
    /// Overrides the configuration's.
    let verbosity: LogVerbosity?

    static func main() async {
        do {
            switch try MinionArguments.parse(CommandLine.arguments.dropFirst()) {
            case .help: print(MinionArguments.usage)
            case .version: print(ProgramVersion.current)
            case .run(let arguments): await run(arguments.configDir, try verbosity(arguments.logLevel))
            }
        } catch {
            leave("pigeon-minion: \(error)", code: 2)
        }
    }

    private static func run(_ configDir: String?, _ verbosity: LogVerbosity?) async {
        do {
            try await PigeonMinion(configDir: configDir, verbosity: verbosity).run()
        } catch let problems as Diagnostics {
            leave("pigeon-minion: the configuration is wrong:\n\(problems)", code: 2)
        } catch {
            leave("pigeon-minion: \(error)", code: 1)
        }
    }

    private func run() async throws {
        let loaded = try MinionConfiguration.load(
            directory: configDir,
            checkBeacon: { name, settings throws(Diagnostic) in _ = try BeaconTable.watch(name, settings) })
        let configuration = loaded.configuration
        let loggers = LoggerFactory(
            verbosity: verbosity ?? configuration.common.logVerbosity, format: configuration.common.logFormat)
        let logger = loggers.logger("minion")
        for warning in loaded.warnings { logger.warning("\(warning)") }
        // What states and commands create gets the usual modes; the minion's own files say theirs.
        umask(0o022)
        let events = EventQueue()
        let link = MasterLink()
        let host = HostWriter.system()
        let schedule = OwnSchedule(configuration, host: host)
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

    private static func verbosity(_ name: String?) throws(Diagnostic) -> LogVerbosity? {
        guard let name else { return nil }
        guard let verbosity = LogVerbosity(rawValue: name.lowercased()) else {
            let known = LogVerbosity.allCases.map(\.rawValue)
            throw Diagnostic(
                "unknown log level '\(name)'",
                hint: NearestName.hint(for: name, among: known) ?? "known are \(known.joined(separator: ", "))")
        }
        return verbosity
    }

    private static func leave(_ text: String, code: Int32) -> Never {
        FileDescriptorText.standardError.write(text + "\n")
        Glibc.exit(code)
    }
}
