package import Execution
package import Logging
import Model
import ServiceLifecycle
import Values

/// Keeps the load balancers told where production's containers are.
///
/// A container that starts again, with its engine or alone, may have another address, and a load balancer that comes
/// back may know nothing. After either, what the load balancers know is compared with what is; where they differ they
/// are told, under the application's lock and with an entry in the journal.
package struct StackUpkeep: Service, CustomStringConvertible {
    /// What a look at an application found.
    private enum Finding {
        /// All is as it should be, or there is nothing to keep.
        case right
        case different(version: String)
        /// An action is under way, which tells the load balancers itself.
        case busy
    }

    private enum Outcome {
        case settled
        case busy
        case failed(String)
    }

    private static let attempts = 8

    let service: StackService
    let orchestrator: Orchestrator
    let numbers: JobNumbers
    let events: EventBus
    let logger: Logger
    private let quiet: Duration
    private let pause: Backoff

    /// - Parameters:
    ///   - quiet: how long is waited for more to happen, since containers seldom start alone.
    ///   - pause: between attempts while containers are not up yet or a minion is away.
    package init(
        service: StackService, orchestrator: Orchestrator, numbers: JobNumbers, events: EventBus, logger: Logger,
        quiet: Duration = .milliseconds(250),
        pause: Backoff = Backoff(first: .milliseconds(250), limit: .seconds(60), isJittered: false)
    ) {
        self.service = service
        self.orchestrator = orchestrator
        self.numbers = numbers
        self.events = events
        self.logger = logger
        self.quiet = quiet
        self.pause = pause
    }

    /// For logs, which must not show what is inside.
    package var description: String { "stack-upkeep" }

    package func run() async throws {
        let agenda = UpkeepAgenda()
        let streams = [
            await events.subscribe(glob: "pigeon/container/*"), await events.subscribe(glob: "salt/minion/*/start"),
        ]
        await cancelWhenGracefulShutdown {
            await withDiscardingTaskGroup { group in
                for stream in streams {
                    group.addTask { for await event in stream { agenda.note(event) } }
                }
                for await _ in agenda.wakes {
                    do { try await Task.sleep(for: quiet) } catch { return }
                    for app in await concerned(agenda.take()) {
                        guard let touches = agenda.begin(app) else { continue }
                        group.addTask { await attend(app, touches, agenda) }
                    }
                }
            }
        }
        // A service that ends early would end the others.
        try await gracefulShutdown()
    }

    /// The applications whose containers, or whose load balancers, were touched.
    private func concerned(_ touched: UpkeepAgenda.Touched) async -> Set<String> {
        var apps = touched.apps
        guard !touched.minions.isEmpty else { return apps }
        do {
            for stack in try await service.store.stacks(of: nil)
            where stack.state == .active && !apps.contains(stack.app) && !stack.definition.isNull {
                let target = try StackDefinition(app: stack.app, pillar: stack.definition).loadbal.target
                let balancers = try await service.fleet.minions(matching: target)
                if balancers.contains(where: { touched.minions.contains($0.text) }) { apps.insert(stack.app) }
            }
        } catch {
            logger.error("it can't be found out which stacks a minion balances", metadata: ["error": "\(error)"])
        }
        return apps
    }

    /// Looks and repairs until all is right, a few times after each touch.
    private func attend(_ app: String, _ touches: Int, _ agenda: UpkeepAgenda) async {
        var (touches, pause, attempts) = (touches, pause, 0)
        while !Task.isCancelled {
            let outcome = await attempt(app)
            if let newer = agenda.end(app, touches) {
                (touches, pause, attempts) = (newer, self.pause, 0)
                continue
            }
            switch outcome {
            case .settled: return
            case .busy:
                do { try await Task.sleep(for: .seconds(1)) } catch { return }
            case .failed(let reason):
                attempts += 1
                guard attempts < Self.attempts else {
                    logger.error(
                        "the load balancers may not know where containers are; the next container that starts, or any action, tries again",
                        metadata: ["stack.app": "\(app)", "error": "\(reason)"])
                    return
                }
                do { try await Task.sleep(for: pause.next()) } catch { return }
            }
            guard agenda.resume(app, touches) else { return }
        }
    }

    /// One look, and the repair that it asks for.
    private func attempt(_ app: String) async -> Outcome {
        do {
            switch try await look(at: app) {
            case .right: return .settled
            case .busy: return .busy
            case .different(let version):
                try await repair(app, version)
                logger.notice(
                    "load balancers did not know where containers are, and were told",
                    metadata: ["stack.label": "\(app)/\(version)"])
                return .settled
            }
        } catch {
            logger.debug(
                "where containers are can't be told to the load balancers yet",
                metadata: ["stack.app": "\(app)", "error": "\(error)"])
            return .failed("\(error)")
        }
    }

    private func look(at app: String) async throws -> Finding {
        if try await service.store.openTransitions().contains(where: { $0.app == app }) { return .busy }
        let stacks = try await service.store.stacks(of: app)
        guard let active = stacks.first(where: { $0.state == .active }) else { return .right }
        let plan = try await service.plan(.activate, app: app, version: active.version, replacing: false)
        let step = StackStep(service: service)
        let different = Finding.different(version: active.version)
        let routes = try await step.onLoadBalancers(
            plan, "haproxy.routes", name: app, plan.move.routes(of: plan.move.after), isTest: true)
        let registered = try await step.register(plan, isTest: true)
        // A load balancer that lacks the application has no backend that could be compared.
        guard routes.changes.isEmpty, registered.changes.isEmpty else { return different }
        let filling = BackendFilling(plan: plan, step: step, isTest: true)
        let endpoints = try await filling.endpoints(of: active, on: plan.hosts(of: active))
        var problems = routes.failures + registered.failures + endpoints.problems
        if problems.isEmpty {
            let filled = try await filling.fill(active.backend, with: endpoints)
            let others = try await filling.fillOthers()
            guard filled.changes.isEmpty, others.changes.isEmpty else { return different }
            problems = filled.problems + others.problems
        }
        guard problems.isEmpty else { throw Diagnostic(problems.joined(separator: "; ")) }
        return .right
    }

    private func repair(_ app: String, _ version: String) async throws {
        let pillar: ValueMap = ["app_name": .string(app), "version": .string(version)]
        let result = try await orchestrator.run(
            ["upkeep"], keywords: ["pillar": ["upkeep": .map(pillar)], "force": true], jid: await numbers.next(),
            user: "upkeep"
        ) { _ in }
        guard result.retcode == 0 else {
            let steps = result.value["data"]?[orchestrator.identity.text] ?? .null
            throw Diagnostic(StepFailures(steps).texts.joined(separator: "; "))
        }
    }
}
