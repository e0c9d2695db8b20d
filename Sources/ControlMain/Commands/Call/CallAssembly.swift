import Agent
import Compiler
import Cryptography
import Execution
import Host
import Logging
import Model
import Modules
import Settings
import Telemetry
import Values

/// Puts an engine for one call together, with this host's own directories or with the master's files and pillar.
struct CallAssembly {
    let configuration: MinionConfiguration
    /// Goes over whatever pillar is compiled.
    let override: ValueMap
    /// Whether the call is for the minion of this host, and not one by another id.
    let isForThisMinion: Bool
    let loggers: LoggerFactory
    /// To the master, once the engine is there and unless it does without one.
    private let link = MasterLink()

    /// Carries out a call, and tells the master of grains that it has changed.
    func run(_ call: FunctionCall) async throws -> FunctionResult {
        let engine = try await engine()
        let before = engine.grains
        let result = await engine.run(call, jid: nil)
        if isForThisMinion, engine.grains != before { await tellGrains(engine.grains) }
        return result
    }

    private func tellGrains(_ grains: ValueMap) async {
        guard let client = link.client else { return }
        do {
            try await client.tell(grains: grains, timeout: .seconds(30))
        } catch {
            loggers.logger("call").warning(
                "the master does not know yet which grains have changed: \(error)")
        }
    }

    private func engine() async throws -> MinionEngine {
        let collectGrains: @Sendable () async throws -> ValueMap = { [configuration] in
            try await Grains().collect(id: configuration.id.text, configured: try configuration.configuredGrains())
        }
        async let grains = collectGrains()
        // Beside the grains, which take longer.
        async let hasCryptography: Void = loadCryptography()
        let host = HostWriter.system()
        var catalogue = try StandardModules.catalogue(
            host, dockerURL: configuration.dockerURL, haproxy: configuration.haproxy,
            logger: loggers.logger("haproxy"))
        catalogue.add(KeyModule.functions(identity))
        let schedule = ScheduleBook(
            configuration.schedule,
            fragment: SettingsFragment("schedule", directory: configuration.directory, host: host), zone: .system)
        catalogue.addSchedule(schedule)
        let beacons = BeaconBook(
            configuration.beacons,
            fragment: SettingsFragment("beacons", directory: configuration.directory, host: host))
        catalogue.addBeacons(beacons)
        let options = configuration.engineOptions
        let logger = loggers.logger("engine")
        let files: any FileTreeSource
        let pillar: any PillarSource
        if configuration.isLocal {
            let mine = LocalMine(path: "\(configuration.common.rootDirectory)/cache/mine.json", host: host)
            catalogue.add(MineModule(mine).functions)
            catalogue.add(PushModule(NoMaster(), host: host).functions)
            files = LocalFileTreeSource(roots: configuration.common.fileRoots)
            pillar = LocalPillarSource(
                id: configuration.id, roots: configuration.common.pillarRoots, configuration: options,
                catalogue: catalogue, files: files, host: host, logger: logger)
        } else {
            link.use(try await client())
            catalogue.add(MineModule(MasterMine(link: link)).functions)
            catalogue.add(PushModule(MasterFileUpload(link: link), host: host).functions)
            files = MasterFileTree(link: link, directory: "\(configuration.common.rootDirectory)/cache/files")
            pillar = MasterPillar(link: link)
        }
        try await hasCryptography
        var engine = MinionEngine(
            id: configuration.id, options: options, grains: try await grains,
            catalogue: catalogue, files: files, pillar: OverriddenPillar(base: pillar, override: override), host: host,
            logger: logger, collectGrains: collectGrains)
        engine.executor = RunThread.start()
        engine.onPillar { pillar in
            schedule.use(pillar: pillar)
            beacons.use(pillar: pillar)
        }
        return engine
    }

    private func loadCryptography() throws(ControlError) {
        do { try OpenSSL.load() } catch { throw .answered(status: 500, message: error.message, hint: error.hint) }
    }

    private var identity: IdentityStore {
        IdentityStore(directory: "\(configuration.common.rootDirectory)/pki/minion")
    }

    /// The first master that answers, with the certificate of this host's minion.
    private func client() async throws(ControlError) -> MasterClient {
        let store = identity
        let enrolment = Enrolment(
            id: configuration.id, store: store, masterFinger: configuration.masterFinger, now: Agent.microseconds,
            logger: loggers.logger("call"))
        var reasons: [String] = []
        var isRefused = false
        var isExplained = false
        for address in configuration.masters {
            do {
                guard let credentials = try enrolment.credentials() else {
                    throw ControlError.answered(
                        status: 500,
                        message: "this host's minion has no certificate in \(store.directory) that is good now",
                        hint:
                            "start pigeon-minion and accept its key on the master, or say --local to do without a master"
                    )
                }
                let client = MasterClient(address: address, credentials: credentials)
                _ = try await client.send(client.request("GET", "/v1/files/base", timeout: .seconds(30)))
                return client
            } catch let error as ControlError {
                throw error
            } catch let error as MasterError {
                // Another may have issued the certificate.
                if case .unauthorised = error { isRefused = true }
                let told = await enrolment.explanation(of: error)
                if told is Diagnostic { isExplained = true }
                reasons.append("\(told)")
            } catch {
                // What is wrong with the certificate, or with who is trusted, is so for every master.
                throw .answered(status: 500, message: "\(error)", hint: nil)
            }
        }
        throw .answered(
            status: isRefused ? 403 : 503, message: reasons.joined(separator: "\n"),
            hint: isRefused || isExplained ? nil : "is pigeon-master running there? --local does without a master")
    }
}

/// A pillar with what the command line gave over it.
struct OverriddenPillar: PillarSource {
    let base: any PillarSource
    let override: ValueMap

    func compiled(_ request: PillarRequest) async throws -> CompiledPillar {
        var request = request
        request.override = override.merged(with: request.override)
        return try await base.compiled(request)
    }
}
