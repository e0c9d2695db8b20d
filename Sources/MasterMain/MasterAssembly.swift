import API
import Compiler
import ControlPlane
import Cryptography
import Execution
import Glibc
import Host
import Logging
import Model
import Modules
import PKI
import ServiceLifecycle
import Settings
import Store
import Telemetry
import UnixSignals
import Values

/// Puts the master together and runs it until it is told to stop.
struct MasterAssembly {
    let configuration: MasterConfiguration
    let loggers: LoggerFactory

    init(_ configuration: MasterConfiguration) {
        self.configuration = configuration
        loggers = LoggerFactory(verbosity: configuration.common.logVerbosity, format: configuration.common.logFormat)
    }

    func run() async throws {
        let logger = loggers.logger("master")
        try OpenSSL.load()
        let clock = WallClock.system
        try Directories.make(configuration)
        let store = try Store.open(path: configuration.storePath)
        // Before anything is begun or changed that a master without ports could not go on with.
        try MasterSocket.makeRoom(at: configuration.socketPath)
        for address in ListeningAddress.all(of: configuration) { try address.check() }
        let authority = try MasterAuthority.open(
            directory: "\(configuration.common.rootDirectory)/pki/master", clock: clock)
        let brain = try await BrainAssembly(
            configuration: configuration, store: store, authority: authority, clock: clock, loggers: loggers
        ).brain()
        // Ended last to first: an orchestration may end as long as somebody can wait for it.
        var services: [any Service] = [brain.orchestrations]
        services += try ports(brain, authority)
        services.append(LineKeeper(switchboard: brain.switchboard, events: brain.rest.events))
        services.append(
            LedgerKeeper(store: store, clock: clock, keeping: configuration.keepJobs, logger: loggers.logger("ledger")))
        services.append(brain.overdueJobs)
        services.append(CertificateKeeper(authority: authority, logger: loggers.logger("certificates")))
        if configuration.tellsPresence {
            services.append(
                PresenceService(
                    switchboard: brain.switchboard, events: brain.rest.events, interval: configuration.loopInterval,
                    logger: loggers.logger("presence")))
        }
        services.append(brain.reactor)
        services.append(brain.schedule)
        services.append(MemoryKeeper())
        services.append(brain.recovery)
        services.append(brain.cleanUp)
        services.append(brain.upkeep)
        services.append(StopLimit(logger: logger))
        logger.notice(
            "the master starts",
            metadata: [
                "master.id": "\(configuration.id)", "master.finger": "\(authority.fingerprint)",
                "master.socket": "\(configuration.socketPath)", "minion.port": "\(configuration.minionPort)",
            ])
        try await ServiceGroup(
            services: services, gracefulShutdownSignals: [.sigterm, .sigint], logger: loggers.logger("services")
        ).run()
    }

    private func ports(_ brain: Brain, _ authority: MasterAuthority) throws -> [any Service] {
        var options = MinionPort.Options(
            host: configuration.interface, port: configuration.minionPort,
            identity: ServerIdentity { authority.server }, authority: authority.certificate)
        options.connections = configuration.maximumConnections
        options.connectionsPerAddress = configuration.maximumConnectionsPerAddress
        var services: [any Service] = [
            MinionPort(
                options: options, operations: brain.minions, clock: .system,
                identify: { try PeerIdentity(certificate: $0) },
                logger: loggers.logger("minion-port")),
            RestSocket(path: configuration.socketPath, operations: brain.rest, logger: loggers.logger("socket")),
        ]
        if let rest = configuration.rest {
            services.append(
                RestPort(
                    options: RestPort.Options(
                        host: rest.host ?? configuration.interface, port: rest.port,
                        certificate: try certificate(for: rest, authority, brain.hostNames)),
                    operations: brain.rest, logger: loggers.logger("rest")))
        }
        return services
    }

    /// The configured certificate, or one of the master's own authority.
    private func certificate(
        for rest: RESTConfiguration, _ authority: MasterAuthority, _ hostNames: [String]
    ) throws -> ServerIdentity? {
        if rest.isPlain { return nil }
        guard let chain = rest.certificate, let key = rest.key else {
            return ServerIdentity(try authority.restCertificate(hostNames: hostNames))
        }
        return ServerIdentity(certificate: try TextFile.read(chain), key: Secret(try TextFile.read(key)))
    }
}
