import Agent
import Execution
import Host
import Model
import Modules
import Settings
import Telemetry
import Values

/// Puts the minion's engine together: this machine, everything that can be done to it, and the master's files and
/// pillar.
struct EngineAssembly {
    private let configuration: MinionConfiguration
    private let link: MasterLink
    private let schedule: OwnSchedule
    private let beacons: BeaconBook
    private let host: HostWriter
    private let loggers: LoggerFactory

    init(
        _ configuration: MinionConfiguration, link: MasterLink, schedule: OwnSchedule, beacons: BeaconBook,
        host: HostWriter, loggers: LoggerFactory
    ) {
        self.configuration = configuration
        self.link = link
        self.schedule = schedule
        self.beacons = beacons
        self.host = host
        self.loggers = loggers
    }

    func engine() async throws -> MinionEngine {
        var catalogue = try StandardModules.catalogue(
            host, dockerURL: configuration.dockerURL, haproxy: configuration.haproxy,
            logger: loggers.logger("haproxy"))
        let identity = IdentityStore(directory: "\(configuration.common.rootDirectory)/pki/minion")
        catalogue.add(KeyModule.functions(identity))
        catalogue.addSchedule(schedule.book)
        catalogue.addBeacons(beacons)
        catalogue.add(MineModule(mine).functions)
        catalogue.add(
            PushModule(configuration.isLocal ? NoMaster() : MasterFileUpload(link: link), host: host).functions)
        let options = configuration.engineOptions
        let logger = loggers.logger("engine")
        let files: any FileTreeSource =
            configuration.isLocal
            ? LocalFileTreeSource(roots: configuration.common.fileRoots)
            : MasterFileTree(link: link, directory: "\(configuration.common.rootDirectory)/cache/files")
        let pillar: any PillarSource =
            configuration.isLocal
            ? LocalPillarSource(
                id: configuration.id, roots: configuration.common.pillarRoots, configuration: options,
                catalogue: catalogue, files: files, host: host, logger: logger)
            : MasterPillar(link: link)
        let collectGrains: @Sendable () async throws -> ValueMap = { [configuration] in
            try await Grains().collect(id: configuration.id.text, configured: try configuration.configuredGrains())
        }
        let engine = MinionEngine(
            id: configuration.id, options: options, grains: try await collectGrains(), catalogue: catalogue,
            files: files, pillar: pillar, host: host, logger: logger, collectGrains: collectGrains)
        engine.onPillar { [schedule, beacons] pillar in
            schedule.use(pillar: pillar)
            beacons.use(pillar: pillar)
        }
        return engine
    }

    private var mine: any MineAccess {
        guard configuration.isLocal else { return MasterMine(link: link) }
        return LocalMine(path: "\(configuration.common.rootDirectory)/cache/mine.json", host: host)
    }
}
