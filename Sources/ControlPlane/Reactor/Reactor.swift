import Execution
package import Logging
import Model
import ServiceLifecycle
import Synchronization
import Values

/// Turns events into work: what `reactor` names for an event's tag is rendered, and what it asks for is begun.
///
/// Events are taken in their order, and so are the reactions to each. A call on minions is published, not waited for;
/// functions of the master are carried out by a few workers, which take them in order. Whatever goes wrong with a
/// reaction is logged and told by the event `pigeon/reactor/failed`, and the next one has its turn.
package struct Reactor: Service, CustomStringConvertible {
    /// The user of everything that reactions do; what it causes directly is not reacted to.
    package static let user = "Reactor"

    package struct Limits: Sendable {
        /// How many functions of the master run at once (`reactor_worker_threads`).
        package var workers: Int
        /// How many wait, and how many events do (`reactor_worker_hwm`).
        package var waiting: Int

        package init(workers: Int = 10, waiting: Int = 10_000) {
            self.workers = workers
            self.waiting = waiting
        }
    }

    private struct Work: Sendable {
        var reaction: Reaction
        var jid: JobID
        var tag: String
    }

    private let rules: [ReactorRule]
    private let limits: Limits
    private let jobs: JobService
    private let runners: RunnerService
    private let wheels: RunnerService
    private let renderer: any ReactionRendering
    private let logger: Logger

    /// - Parameter gateway: has the functions of the master.
    package init(
        rules: [ReactorRule], limits: Limits = Limits(), gateway: RestGateway, renderer: any ReactionRendering,
        logger: Logger
    ) {
        self.init(
            rules: rules, limits: limits, jobs: gateway.jobs, runners: gateway.runners, wheels: gateway.wheels,
            renderer: renderer, logger: logger)
    }

    init(
        rules: [ReactorRule], limits: Limits, jobs: JobService, runners: RunnerService, wheels: RunnerService,
        renderer: any ReactionRendering, logger: Logger
    ) {
        self.rules = rules
        self.limits = limits
        self.jobs = jobs
        self.runners = runners
        self.wheels = wheels
        self.renderer = renderer
        self.logger = logger
    }

    package var description: String { "reactor" }

    package func run() async throws {
        if !rules.isEmpty { await cancelWhenGracefulShutdown { await react() } }
        // A service that ends early would end the others.
        try await gracefulShutdown()
    }

    private func react() async {
        let events = await jobs.events.subscribe(backlog: limits.waiting, onLoss: tellLoss) { [rules] event in
            event.data["user"]?.string != Self.user && rules.contains { $0.tag.matches(event.tag) }
        }
        let (work, queue) = AsyncStream.makeStream(of: Work.self, bufferingPolicy: .bufferingOldest(limits.waiting))
        await withDiscardingTaskGroup { group in
            for _ in 0..<max(1, limits.workers) {
                group.addTask { for await item in work { await carryOut(item) } }
            }
            var chain = ReactionChain()
            for await event in events { await answer(event, &chain, queue) }
            queue.finish()
        }
    }

    /// Tells of every doubling only: whoever is flooded with events is not to be flooded with this, too.
    @Sendable private func tellLoss(_ count: Int) {
        guard count & (count - 1) == 0 else { return }
        logger.error(
            "events were not reacted to: more of them come than reactions are begun (reactor_worker_hwm)",
            metadata: ["events.lost": "\(count)", "events.waiting": "\(limits.waiting)"])
    }

    private func answer(
        _ event: Event, _ chain: inout ReactionChain, _ queue: AsyncStream<Work>.Continuation
    ) async {
        let depth = chain.depth(ofJob: event.data["jid"]?.string)
        for file in rules.filter({ $0.tag.matches(event.tag) }).flatMap(\.files) {
            guard depth < ReactionChain.limit else {
                await fail(
                    "this is the reaction to a reaction to a reaction, \(depth) in a row: it looks like a loop", file,
                    id: nil, event.tag)
                continue
            }
            for reaction in await reactions(file, event) {
                if let jid = await begin(reaction, event.tag, queue) { chain.note(jid, after: depth) }
            }
        }
    }

    private func reactions(_ file: String, _ event: Event) async -> [Reaction] {
        var all: [Reaction] = []
        do {
            for (path, value) in try await renderer.render(file, tag: event.tag, data: event.data) {
                do {
                    all += try Reaction.all(value, file: path)
                } catch {
                    await fail("\(error)", path, id: nil, event.tag)
                }
            }
        } catch {
            await fail("\(error)", file, id: nil, event.tag)
        }
        return all
    }

    /// - Returns: the job that it began.
    private func begin(
        _ reaction: Reaction, _ tag: String, _ queue: AsyncStream<Work>.Continuation
    ) async -> JobID? {
        switch reaction.kind {
        case .local(let target):
            do {
                let job = try await jobs.start(
                    reaction.call, target: target, as: Self.user, life: .seconds(3600))
                if job == nil {
                    logger.warning(
                        "a reaction means no minion",
                        metadata: [
                            "event.tag": "\(tag)", "reaction.file": "\(reaction.file)", "reaction.id": "\(reaction.id)",
                            "tgt": "\(target.expression)",
                        ])
                }
                return job?.id
            } catch {
                await fail("\(error)", reaction.file, id: reaction.id, tag)
                return nil
            }
        case .runner, .wheel:
            let work = Work(reaction: reaction, jid: await jobs.numbers.next(), tag: tag)
            if case .dropped = queue.yield(work) {
                await fail(
                    "\(limits.waiting) reactions wait already (reactor_worker_hwm): it is left out", reaction.file,
                    id: reaction.id, tag)
                return nil
            }
            return work.jid
        }
    }

    private func carryOut(_ work: Work) async {
        let isRunner = if case .runner = work.reaction.kind { true } else { false }
        do {
            let result = try await (isRunner ? runners : wheels).run(
                work.reaction.call, kind: isRunner ? "run" : "wheel", as: Self.user, jid: work.jid
            ) { _ in }
            guard result.retcode != 0 else { return }
            await fail(
                "\(work.reaction.call.function) ended with retcode \(result.retcode)", work.reaction.file,
                id: work.reaction.id, work.tag)
        } catch {
            await fail("\(error)", work.reaction.file, id: work.reaction.id, work.tag)
        }
    }

    private func fail(_ problem: String, _ file: String, id: String?, _ tag: String) async {
        logger.error(
            "a reaction failed: \(problem)",
            metadata: ["event.tag": "\(tag)", "reaction.file": "\(file)", "reaction.id": "\(id ?? "")"])
        await jobs.events.publish(
            Event(
                tag: "pigeon/reactor/failed",
                data: [
                    "user": .string(Self.user), "tag": .string(tag), "file": .string(file), "id": Value(id),
                    "error": .string(problem),
                ]))
    }
}
