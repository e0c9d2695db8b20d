package import Execution
package import Logging
import Model
import ServiceLifecycle
import Values

/// Keeps the load balancers told where the containers of stacks are.
///
/// A container that ends leaves its address to whatever starts next, one that starts again may have another, and a load
/// balancer that comes back may know nothing. After each of these the servers of the application's backends are made
/// those containers that run. That needs no lock, since it changes no route; it waits for an action only where that
/// moves production. Routes that are missing are put back under the lock, with an entry in the journal.
package struct StackUpkeep: Service, CustomStringConvertible {
    private enum Outcome {
        /// All is as it should be, or there is nothing to keep.
        case settled
        /// An action is under way, which tells the load balancers itself.
        case busy
        case failed(String)
    }

    /// So many failures are a case for the log.
    private static let patience = 8

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
        pause: Backoff = Backoff(first: .milliseconds(250), limit: .seconds(5), isJittered: false)
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
                for await _ in agenda.signal.wakes {
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
            where !apps.contains(stack.app) && !stack.definition.isNull {
                let target = try StackDefinition(app: stack.app, pillar: stack.definition).loadbal.target
                let balancers = try await service.fleet.minions(matching: target)
                if balancers.contains(where: { touched.minions.contains($0.text) }) { apps.insert(stack.app) }
            }
        } catch {
            logger.error("it can't be found out which stacks a minion balances", metadata: ["error": "\(error)"])
        }
        return apps
    }

    /// Tells the load balancers until all is right, less and less often.
    private func attend(_ app: String, _ touches: Int, _ agenda: UpkeepAgenda) async {
        var (touches, pause, failures) = (touches, pause, 0)
        while !Task.isCancelled {
            let outcome = await attempt(app)
            if let newer = agenda.end(app, touches) {
                (touches, pause, failures) = (newer, self.pause, 0)
                continue
            }
            switch outcome {
            case .settled: return
            case .busy:
                do { try await Task.sleep(for: .seconds(1)) } catch { return }
            case .failed(let reason):
                failures += 1
                logger.log(
                    level: failures == Self.patience ? .error : .debug,
                    "the load balancers may not know where containers are, and can't be told yet",
                    metadata: ["stack.app": "\(app)", "error": "\(reason)"])
                do { try await Task.sleep(for: pause.next()) } catch { return }
            }
            guard agenda.resume(app, touches) else { return }
        }
    }

    private func attempt(_ app: String) async -> Outcome {
        do {
            let open = try await service.store.openTransitions().first { $0.app == app }
            if let open, open.action != .release { return .busy }
            let stacks = try await service.store.stacks(of: app)
            // Any of them tells what there is: nothing is moved.
            guard let stack = stacks.first(where: { $0.state == .active }) ?? stacks.first else { return .settled }
            let plan = try await service.plan(.activate, app: app, version: stack.version, replacing: false)
            let step = StackStep(service: service)
            if open == nil, stack.state == .active, try await !isRouted(plan, step) {
                try await restoreRoutes(of: stack)
            }
            try await fill(plan, step)
            return open == nil ? .settled : .busy
        } catch {
            return .failed("\(error)")
        }
    }

    /// Whether every load balancer knows the application and routes to its stacks.
    private func isRouted(_ plan: StackPlan, _ step: StackStep) async throws -> Bool {
        let routes = try await step.onLoadBalancers(
            plan, "haproxy.routes", name: plan.move.stack.app, plan.move.routes(of: plan.move.after), isTest: true)
        let registered = try await step.register(plan, isTest: true)
        guard routes.changes.isEmpty, registered.changes.isEmpty else { return false }
        let problems = routes.failures + registered.failures
        guard problems.isEmpty else { throw Diagnostic(problems.joined(separator: "; ")) }
        return true
    }

    /// Makes the containers that run the servers of the application's backends.
    private func fill(_ plan: StackPlan, _ step: StackStep) async throws {
        let filling = BackendFilling(plan: plan, step: step, isUrgent: true)
        let stack = plan.move.stack
        let endpoints = try await filling.endpoints(of: stack, on: plan.hosts(of: stack), isRunningOnly: true)
        guard endpoints.problems.isEmpty else { throw Diagnostic(endpoints.problems.joined(separator: "; ")) }
        let filled = try await filling.fill(stack.backend, with: endpoints)
        let others = try await filling.fillOthers()
        if !filled.changes.isEmpty || !others.changes.isEmpty {
            logger.notice(
                "load balancers did not know where containers are, and were told",
                metadata: ["stack.app": "\(stack.app)"])
            await events.publish(
                Event(
                    tag: "pigeon/stack/\(stack.app)/upkeep",
                    data: ["message": "the load balancers were told where its containers are"]))
        }
        let problems = filled.problems + others.problems
        guard problems.isEmpty else { throw Diagnostic(problems.joined(separator: "; ")) }
    }

    private func restoreRoutes(of stack: Stack) async throws {
        let pillar: ValueMap = ["app_name": .string(stack.app), "version": .string(stack.version)]
        try await orchestrator.carryOut("upkeep", pillar, jid: await numbers.next(), user: "upkeep")
        logger.notice(
            "load balancers did not know of an active stack, and were told", metadata: ["stack.label": "\(stack.label)"]
        )
    }
}
