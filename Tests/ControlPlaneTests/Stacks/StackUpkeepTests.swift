import Execution
import Logging
import Model
import Synchronization
import Testing
import Values

@testable import ControlPlane

/// Load balancers are told where the containers of an active stack are, when that has changed and only then.
struct StackUpkeepTests {
    /// What HAProxy has, as the states of a minion see it.
    private final class Balancer: Sendable {
        let servers = Mutex<[String: Value]>([:])

        /// `haproxy.backend`: changes only where the servers are others.
        func fill(_ call: FakeFleet.Call) -> FakeFleet.Answer {
            let wanted = call.keywords["servers"] ?? []
            return servers.withLock { servers in
                if servers[call.name] == wanted { return .value(["single": ["result": true, "changes": [:]]]) }
                guard call.keywords["test"] == true else {
                    servers[call.name] = wanted
                    return .changed
                }
                return .value(["single": ["result": .null, "changes": ["servers": "others"]]])
            }
        }
    }

    private let stage: StackStage
    private let balancer = Balancer()

    init() async throws {
        stage = try StackStage()
        StackScript(stage: stage).install()
        try await stage.store.record(
            [try StackStage.stack("1.12", .inactive, "a"), try StackStage.stack("1.13", .active, "b")], leftovers: [],
            of: "app")
        await stage.fleet.answer("haproxy.backend") { [balancer] in balancer.fill($0) }
        await containersAre(at: "10.0.0.1")
    }

    private func containersAre(at address: String) async {
        await stage.fleet.answer("docker.endpoints") { call in
            let stack = call.keywords["labels"]?.list?.last?.string ?? ""
            return .value([
                [
                    "name": .string("\(stack) on \(call.minion)"), "host_address": .string(address), "host_port": 8080,
                    "address": .string(address), "port": 8080,
                ]
            ])
        }
    }

    /// Lets the upkeep see events until something holds.
    private func keep(
        _ events: [Event], pause: Duration = .milliseconds(1), until holds: @Sendable () async throws -> Bool
    ) async throws {
        let upkeep = StackUpkeep(
            service: stage.service, orchestrator: stage.orchestrator, numbers: stage.numbers, events: stage.events,
            logger: Logger(label: "test"), quiet: .milliseconds(1),
            pause: Backoff(first: pause, limit: pause, isJittered: false))
        let task = Task { try await upkeep.run() }
        #expect(await eventually { await stage.events.listeners.count == 2 })
        for event in events { await stage.events.publish(event) }
        #expect(try await eventually(holds))
        task.cancel()
        _ = await task.result
    }

    private func started(_ stack: String) -> Event {
        Event(tag: "pigeon/container/app1/start", data: ["id": "app1", "stacks": [.string(stack)]])
    }

    private var history: [StackTransition] { get async { await stage.store.history(of: nil, limit: 10) } }

    @Test func `containers that start at other addresses are told to the load balancers`() async throws {
        let stage = stage
        try await keep([started("app/1.13")]) { await !stage.store.history(of: "app", limit: 1).isEmpty }
        try await keep([]) { await stage.store.openTransitions().isEmpty }
        let entry = try #require(await history.first)
        #expect(entry.user == "upkeep" && entry.action == .activate && entry.version == "1.13")
        #expect(entry.outcome == .succeeded && entry.detail == "the load balancers were told where its containers are")
        #expect(balancer.servers.withLock { Set($0.keys) } == ["app_a", "app_b"], "the inactive stack's too")
        #expect(await stage.states() == ["1.12 inactive", "1.13 active"])
        #expect(await stage.fleet.calls.allSatisfy { !$0.function.description.hasPrefix("docker_") })
    }

    @Test func `where the load balancers know it already nothing is done and nothing is written`() async throws {
        let stage = stage
        try await keep([started("app/1.13")]) {
            let entry = await stage.store.history(of: "app", limit: 1).first
            return entry?.outcome == .succeeded
        }
        let asked = await stage.fleet.calls(of: "docker.endpoints").count
        try await keep([started("app/1.13")]) { await stage.fleet.calls(of: "docker.endpoints").count >= asked + 4 }
        #expect(await history.count == 1)
        #expect(stage.engine.calls.count == 1)
    }

    @Test func `a container that is not up yet is waited for`() async throws {
        let stage = stage
        await stage.fleet.answer("docker.endpoints") { _ in
            await stage.fleet.calls(of: "docker.endpoints").count > 4
                ? .value([["name": "web", "address": "10.0.0.9", "port": 8080, "host_address": "h", "host_port": 1]])
                : .outcome(.timedOut)
        }
        try await keep([started("app/1.13")]) {
            await stage.store.history(of: "app", limit: 1).first?.outcome == .succeeded
        }
        #expect(await history.count == 1, "a look that finds nobody is no entry")
    }

    @Test func `it gives up after some attempts, until the next container starts`() async throws {
        let stage = stage
        await stage.fleet.answer("docker.endpoints") { _ in .outcome(.timedOut) }
        try await keep([started("app/1.13")]) { await stage.fleet.calls(of: "docker.endpoints").count >= 16 }
        let asked = await stage.fleet.calls(of: "docker.endpoints").count
        #expect(asked == 16)
        await containersAre(at: "10.0.0.7")
        try await keep([started("app/1.13")]) {
            await stage.store.history(of: "app", limit: 1).first?.outcome == .succeeded
        }
    }

    @Test func `a container that starts while it waits to try again is heeded at once`() async throws {
        let stage = stage
        await stage.fleet.answer("docker.endpoints") { _ in .outcome(.timedOut) }
        try await keep([started("app/1.13")], pause: .seconds(600)) {
            guard await stage.fleet.calls(of: "docker.endpoints").count == 2 else { return false }
            await containersAre(at: "10.0.0.7")
            await stage.events.publish(started("app/1.13"))
            return await eventually { await stage.store.history(of: "app", limit: 1).first?.outcome == .succeeded }
        }
    }

    @Test func `an action under way is waited for`() async throws {
        let stage = stage
        let open = try await stage.store.begin(
            StackTransition(
                app: "app", action: .rollback, version: "1.12", from: .inactive, to: .active, user: "fred",
                jid: JobID(microseconds: 1), started: 1), expecting: await stage.store.stacks(of: "app"),
            creating: nil)
        try await keep([started("app/1.13")]) {
            try await Task.sleep(for: .milliseconds(40))
            return true
        }
        #expect(stage.engine.calls.isEmpty)
        var over = open
        over.outcome = .failed
        try await stage.store.finish(over, stacks: await stage.store.stacks(of: "app"), leftovers: [])
        try await keep([started("app/1.13")]) { stage.engine.calls.count == 1 }
    }

    @Test func `a load balancer that connects is told what it lacks`() async throws {
        let stage = stage
        try await keep([Event(tag: "salt/minion/lb1/start", data: ["id": "lb1"])]) {
            await stage.store.history(of: "app", limit: 1).first?.outcome == .succeeded
        }
    }

    @Test(arguments: [
        Event(tag: "salt/minion/app1/start", data: ["id": "app1"]),
        Event(tag: "pigeon/container/app1/start", data: ["id": "app1", "stacks": ["other/1"]]),
    ])
    func `what does not concern production is left alone`(event: Event) async throws {
        try await keep([event]) {
            try await Task.sleep(for: .milliseconds(40))
            return true
        }
        #expect(stage.engine.calls.isEmpty)
        #expect(await stage.fleet.calls.isEmpty)
    }
}
