package import Logging
package import Model
package import Modules
import ServiceLifecycle
import Values

/// Starts the jobs of the minion's schedule when their turn comes, and once what is to run at the start.
///
/// Without jobs it sleeps until there is one.
package struct ScheduleService: Service, CustomStringConvertible {
    private let book: ScheduleBook
    private let startup: FunctionCall?
    private let jobs: any OwnJobStarting
    private let isReady: @Sendable () -> Bool
    private let prepare: @Sendable () async -> Void
    private let alarm: Alarm
    private let now: @Sendable () -> Int64
    private let logger: Logger

    /// - Parameters:
    ///   - startup: `startup_states`.
    ///   - isReady: whether files and pillar can be had; `alarm` rings when that may have changed. Until then nothing runs.
    ///   - prepare: is done once it is ready and before anything runs: compiles the pillar, which may have jobs, too.
    ///   - now: the time of day in microseconds since 1970.
    package init(
        book: ScheduleBook, startup: FunctionCall?, jobs: any OwnJobStarting, isReady: @escaping @Sendable () -> Bool,
        prepare: @escaping @Sendable () async -> Void = {}, alarm: Alarm,
        now: @escaping @Sendable () -> Int64 = Agent.microseconds, logger: Logger
    ) {
        self.book = book
        self.startup = startup
        self.jobs = jobs
        self.isReady = isReady
        self.prepare = prepare
        self.alarm = alarm
        self.now = now
        self.logger = logger
        book.onChange { alarm.ring() }
    }

    package var description: String { "schedule" }

    package func run() async throws {
        await cancelWhenGracefulShutdown { await follow() }
        // A service that ends early would end the others.
        try await gracefulShutdown()
    }

    private func follow() async {
        while !isReady() {
            if Task.isCancelled { return }
            await alarm.sleep(for: nil)
        }
        await prepare()
        if let startup { start(startup, named: "startup_states", returnsToMaster: true) }
        var table = ScheduleTable(zone: book.zone)
        while !Task.isCancelled {
            for problem in table.follow(book.jobs(), whens: book.whens, now: now()) {
                logger.error("a job of the schedule can't be run: \(problem)")
            }
            for name in book.takeAsked() { if let entry = table.entry(name) { run(entry) } }
            for turn in table.turns(at: now()) { take(turn, substitute: table.substitute(for: turn)) }
            book.note(due: table.due)
            await alarm.sleep(for: table.pause(at: now()))
        }
    }

    private func take(_ turn: ScheduleTable.Turn, substitute: FunctionCall?) {
        switch turn.turn {
        case .run: run(turn.entry)
        case .skip(let reason):
            logger.debug("a job is left out", metadata: ["name": "\(turn.entry.name)", "reason": "\(reason)"])
            if let substitute {
                start(substitute, named: turn.entry.name, returnsToMaster: turn.entry.returnsToMaster)
            }
        }
    }

    private func run(_ entry: ScheduleEntry) {
        if entry.isDryRun {
            logger.info("a job with dry_run would run", metadata: ["name": "\(entry.name)"])
            return
        }
        if let most = entry.maximumRunning, jobs.running(entry.name) >= most {
            logger.info(
                "a job is left out", metadata: ["name": "\(entry.name)", "reason": "maxrunning", "most": "\(most)"])
            return
        }
        start(entry.call, named: entry.name, returnsToMaster: entry.returnsToMaster)
    }

    private func start(_ call: FunctionCall, named name: String, returnsToMaster: Bool) {
        do {
            _ = try jobs.start(call, named: name, returnsToMaster: returnsToMaster)
        } catch {
            logger.error("a job of the minion's own can't begin: \(error)", metadata: ["name": "\(name)"])
        }
    }
}
