import Compiler
import ControlPlane
import Cryptography
import Execution
import Host
import Logging
import Model
import Modules
import PKI
import Settings
import Store
import Telemetry
import Values

/// The master's brain, wired: what the ports and the services need of it.
struct Brain {
    let minions: MinionGateway
    let rest: RestGateway
    let switchboard: Switchboard
    let overdueJobs: OverdueJobs
    let orchestrations: OrchestrationKeeper
    let recovery: StackRecovery
    let cleanUp: LeftoverCleanUp
    let reactor: Reactor
    let upkeep: StackUpkeep
    let schedule: MasterSchedule
    /// The names that clients may know this host by.
    let hostNames: [String]
}

/// Wires the brain to the store, the authority, the state engine and the files of this host.
struct BrainAssembly {
    let configuration: MasterConfiguration
    let store: Store
    let authority: MasterAuthority
    let clock: WallClock
    let loggers: LoggerFactory

    func brain() async throws -> Brain {
        let common = configuration.common
        let host = HostWriter.system()
        let base = StandardModules.catalogue(host)
        let files = LocalFileTreeSource(roots: common.fileRoots)
        let grains = try await Grains().collect(id: configuration.id.text)
        let pillars = MasterPillars(
            roots: common.pillarRoots, options: common.options, catalogue: base, files: files, host: host,
            logger: loggers.logger("pillar"))
        let jobs = jobService(pillars)
        let tree = DirectoryTree(common.fileRoots)
        // Only asked what it would refuse: no engine is reached from here.
        let states = try StandardModules.catalogue(
            host, logger: loggers.logger("checks"))
        let stacks = StackService(store: store, fleet: jobs, clock: clock, catalogue: states, files: tree) {
            [id = configuration.id] in
            try await pillars.pillar(for: id, PillarRequest(grains: grains)).whole()
        }
        let master = MasterReach(events: jobs.events)
        let engine = MinionEngine(
            id: configuration.id, options: common.options, grains: grains,
            catalogue: MasterCatalogue.catalogue(extending: base, stacks: stacks, master: master), files: files,
            pillar: pillars.source(for: configuration.id), host: host, logger: loggers.logger("orchestration"))
        let orchestrator = Orchestrator(identity: configuration.id, engine: engine, jobs: jobs, stacks: stacks)
        let keys = keyService(jobs)
        let rest = RestGateway(
            identity: configuration.id, access: try access(), jobs: jobs, keys: keys, orchestrator: orchestrator,
            stacks: stacks, pillars: pillars, files: tree, timeout: configuration.timeout)
        master.connect(to: rest)
        // Before anything begins a new one.
        await orchestrator.endThoseCutOff()
        return Brain(
            minions: MinionGateway(
                keys: keys, jobs: jobs,
                files: FileService(tree: tree, digest: SHA256.hex(of:)), pillars: pillars, received: try receivedFiles()
            ),
            rest: rest,
            switchboard: jobs.switchboard,
            overdueJobs: OverdueJobs(jobs: jobs, master: configuration.id),
            orchestrations: OrchestrationKeeper(orchestrator: orchestrator),
            recovery: StackRecovery(
                service: stacks, orchestrator: orchestrator, numbers: jobs.numbers, logger: loggers.logger("recovery")),
            cleanUp: LeftoverCleanUp(
                service: stacks, orchestrator: orchestrator, numbers: jobs.numbers, logger: loggers.logger("clean-up")),
            reactor: reactor(rest, ReactionRenderer(engine: engine)),
            upkeep: StackUpkeep(
                service: stacks, orchestrator: orchestrator, numbers: jobs.numbers, events: jobs.events,
                logger: loggers.logger("upkeep")),
            schedule: MasterSchedule(
                configuration.schedule, gateway: rest, zone: .system, clock: clock,
                logger: loggers.logger("schedule")),
            hostNames: ["host", "fqdn"].compactMap { grains[$0]?.string })
    }

    /// What a crash left of files that were on their way is removed.
    private func receivedFiles() throws -> ReceivedFiles {
        let received = ReceivedFiles(
            directory: "\(configuration.common.cacheDirectory)/minions", isAllowed: configuration.receivesFiles,
            maximumSize: configuration.maximumReceivedMegabytes << 20)
        try received.removeLeftovers()
        return received
    }

    private func reactor(_ gateway: RestGateway, _ renderer: ReactionRenderer) -> Reactor {
        Reactor(
            rules: configuration.reactor.map { ReactorRule(tag: $0.tag, files: $0.files) },
            limits: Reactor.Limits(workers: configuration.reactorWorkers, waiting: configuration.reactorBacklog),
            gateway: gateway, renderer: renderer, logger: loggers.logger("reactor"))
    }

    private func jobService(_ pillars: MasterPillars) -> JobService {
        let logger = loggers.logger("jobs")
        let nodegroups = Dictionary(
            configuration.common.nodegroups.map { ($0.key.scalarText ?? "", $0.value) }
        ) { $1 }
        return JobService(
            store: store, keys: store, minionStore: store, switchboard: Switchboard(), board: ReturnBoard(),
            events: EventBus(clock: clock), numbers: JobNumbers(clock: clock), clock: clock,
            matcher: TargetMatcher(nodegroups: nodegroups),
            pillar: { minion, grains in
                do {
                    return try await pillars.pillar(for: minion, PillarRequest(grains: grains)).whole()
                } catch {
                    logger.warning(
                        "a minion's pillar does not render, so no target that looks at it matches",
                        metadata: ["minion.id": "\(minion)", "error": "\(error)"])
                    return [:]
                }
            }, logger: logger)
    }

    private func keyService(_ jobs: JobService) -> KeyService {
        let autosign = configuration.autosignFile.map { AutosignFile(path: $0) }
        let logger = loggers.logger("keys")
        do throws(Diagnostic) {
            for warning in try autosign?.warnings() ?? [] { logger.warning("\(warning)") }
        } catch {
            logger.warning("\(error)")
        }
        return KeyService(
            store: store, minionStore: store, authority: authority, switchboard: jobs.switchboard, events: jobs.events,
            clock: clock,
            policy: AcceptancePolicy(acceptsAll: configuration.autoAccept) {
                try autosign?.lines() ?? []
            }, forsake: { try await jobs.forsake($0) }, logger: logger)
    }

    private func access() throws -> AccessControl {
        let logger = loggers.logger("access")
        var settings = try AccessConfiguration(
            options: configuration.common.options, digests: .crypto, readFile: { try TextFile.read($0) })
        settings.lifetime = configuration.tokenLifetime
        settings.isPermissive = configuration.isPermissive
        settings.enabledClients = configuration.enabledClients
        for warning in settings.warnings { logger.warning("\(warning)") }
        return AccessControl(configuration: settings, digests: .crypto, clock: clock, logger: logger)
    }
}
