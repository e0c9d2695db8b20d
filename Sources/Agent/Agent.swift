import Cryptography
import Execution
package import Logging
import Model
import ServiceLifecycle
package import Values

/// The minion's life: it enrols, stays connected, runs jobs and keeps their returns until the master has them.
package struct Agent: Service, CustomStringConvertible {
    private let settings: AgentSettings
    private let link: MasterLink
    private let connection: MasterConnection
    private let desk: JobDesk
    private let returns: ReturnCourier
    private let events: EventCourier
    private let renewal: CertificateRenewal
    private let lock: InstanceLock
    private let logger: Logger

    /// - Parameters:
    ///   - link: shared with what fetches files and pillars.
    ///   - events: what running jobs report.
    /// - Throws: a `Diagnostic` when the directories can't be used, another minion uses them, or OpenSSL isn't there.
    package init(
        settings: AgentSettings, executor: any JobExecutor, link: MasterLink, events queue: EventQueue, logger: Logger
    ) throws(Diagnostic) {
        self.settings = settings
        self.link = link
        self.logger = logger
        // Before the key is read, which would seem to be at fault.
        try OpenSSL.load()
        try DurableFile.makeDirectory(settings.rootDirectory)
        lock = try InstanceLock(path: "\(settings.rootDirectory)/minion.lock")
        let journal = try JobJournal(directory: "\(settings.rootDirectory)/jobs")
        let spool = try ReturnSpool(directory: "\(settings.rootDirectory)/spool", limits: settings.spoolLimits)
        let store = IdentityStore(directory: settings.identityDirectory)
        let fingerprint = try store.key().fingerprint
        logger.info("this minion's key", metadata: ["id": "\(settings.id)", "fingerprint": "\(fingerprint)"])
        let enrolment = Enrolment(
            id: settings.id, store: store, masterFinger: settings.masterFinger, now: Self.microseconds, logger: logger)
        _ = try enrolment.authority()
        let returns = ReturnCourier(
            minion: settings.id, spool: spool, journal: journal, link: link, logger: logger)
        let desk = JobDesk(
            minion: settings.id, executor: executor, journal: journal, spool: spool, courier: returns,
            now: Self.microseconds, logger: logger)
        self.returns = returns
        self.desk = desk
        events = EventCourier(queue: queue, link: link, logger: logger)
        connection = MasterConnection(
            masters: settings.masters, store: store,
            enrolment: enrolment, link: link, executor: executor, logger: logger,
            onConnect: {
                returns.connected()
                queue.signal.raise()
                executor.connected()
            },
            onLine: { line in
                switch line {
                case .job(let order): await desk.accept(order)
                case .kill(let order): await desk.kill(order)
                case .hello: desk.masterGreeted()
                case .heartbeat(let sent):
                    desk.heard(sent)
                    returns.heartbeat()
                }
            })
        renewal = CertificateRenewal(
            id: settings.id, store: store, link: link, now: Self.microseconds, logger: logger)
        try desk.recover()
    }

    /// What starts jobs that no master ordered.
    package var ownJobs: any OwnJobStarting { desk }

    /// For logs, which must not show what is inside.
    package var description: String { "agent" }

    /// Works until the process is asked to stop: then no job is taken any more, those that run get a grace, and the
    /// returns are brought to the master or stay in the spool.
    package func run() async throws {
        await withTaskGroup(of: Void.self) { couriers in
            couriers.addTask { await returns.run() }
            couriers.addTask { await events.run() }
            couriers.addTask { await renewal.run() }
            couriers.addTask { await prune() }
            await withTaskGroup(of: Void.self) { work in
                work.addTask { await desk.run() }
                await cancelWhenGracefulShutdown { await connection.run() }
                logger.notice("the minion stops")
                await desk.stop(grace: settings.shutdownGrace)
                await work.finish(within: settings.returnGrace)
            }
            await withTaskGroup(of: Void.self) { last in
                last.addTask { _ = await returns.deliver() }
                await last.finish(within: .seconds(5))
            }
            couriers.cancelAll()
        }
        withExtendedLifetime(lock) {}
    }

    /// Forgets old jobs every hour, as soon as the master's time is known.
    private func prune() async {
        while !Task.isCancelled {
            var pause = Duration.seconds(3600)
            do {
                let count = try desk.prune()
                if count == nil { pause = .seconds(60) }
                if let count, count > 0 { logger.debug("old jobs were forgotten", metadata: ["count": "\(count)"]) }
            } catch {
                logger.error("the job journal can't be cleared up: \(error)")
            }
            do { try await Task.sleep(for: pause) } catch { return }
        }
    }

    /// The time of day in microseconds since 1970.
    package static let microseconds: @Sendable () -> Int64 = RunClock.system.now
}

extension TaskGroup<Void> {
    /// Waits for the group's only task, which is cancelled when the time is over.
    fileprivate mutating func finish(within limit: Duration) async {
        addTask { do { try await Task.sleep(for: limit) } catch {} }
        await next()
        cancelAll()
    }
}
