import Execution
package import Logging
import Model
package import Modules
import ServiceLifecycle
import Values

/// Runs the jobs that the minion starts by itself. One that is still running is not started a second time.
package struct OwnJobService: Service, CustomStringConvertible {
    private let jobs: [OwnJob]
    private let engine: MinionEngine
    private let events: EventQueue
    private let link: MasterLink
    /// Files and pillar come from the master, so the first run waits for it.
    private let waitsForMaster: Bool
    private let logger: Logger

    package init(
        jobs: [OwnJob], engine: MinionEngine, events: EventQueue, link: MasterLink, waitsForMaster: Bool, logger: Logger
    ) {
        self.jobs = jobs
        self.engine = engine
        self.events = events
        self.link = link
        self.waitsForMaster = waitsForMaster
        self.logger = logger
    }

    package var description: String { "schedule" }

    package func run() async throws {
        await cancelWhenGracefulShutdown {
            await withTaskGroup(of: Void.self) { group in
                for job in jobs { group.addTask { await follow(job) } }
            }
        }
        // A service that ends early would end the others.
        try await gracefulShutdown()
    }

    private func follow(_ job: OwnJob) async {
        do {
            while waitsForMaster, link.client == nil { try await Task.sleep(for: .seconds(1)) }
            if !job.runsAtStart, let interval = job.interval { try await Task.sleep(for: interval) }
            while !Task.isCancelled {
                if job.splay > .zero { try await Task.sleep(for: job.splay * Double.random(in: 0...1)) }
                let start = ContinuousClock.now
                await perform(job)
                guard let interval = job.interval else { return }
                try await Task.sleep(until: max(start + interval, ContinuousClock.now), clock: .continuous)
            }
        } catch {
            // Only cancellation ends a wait: the minion stops.
        }
    }

    private func perform(_ job: OwnJob) async {
        logger.info(
            "a job of the minion's own begins", metadata: ["name": "\(job.name)", "fun": "\(job.call.function)"])
        let jid = JobID(microseconds: Agent.microseconds())
        let result = await engine.run(job.call, jid: jid) { [events] event in events.append(event) }
        if result.retcode == 0 {
            logger.info("a job of the minion's own ended", metadata: ["name": "\(job.name)"])
        } else {
            logger.error(
                "a job of the minion's own failed",
                metadata: [
                    "name": "\(job.name)", "retcode": "\(result.retcode)", "return": "\(JSON.write(result.value))",
                ])
        }
        events.append(
            Event(
                tag: "pigeon/schedule/\(job.name)",
                data: [
                    "name": .string(job.name), "jid": .string(jid.text), "fun": .string(job.call.function.description),
                    "retcode": .int(result.retcode), "success": .bool(result.retcode == 0), "return": result.value,
                ]))
    }
}
