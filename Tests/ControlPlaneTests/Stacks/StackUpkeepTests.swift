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
                servers[call.name] = wanted
                return .changed
            }
        }

        func addresses(of backend: String) -> [String] {
            servers.withLock { $0[backend]?.list?.compactMap { $0["address"]?.string } ?? [] }
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

    private func isFilled(at address: String) -> @Sendable () async throws -> Bool {
        { [balancer] in
            ["app_a", "app_b"].allSatisfy { balancer.addresses(of: $0) == [address, address] }
        }
    }

    @Test func `containers that start at other addresses are told to the load balancers, without a lock`() async throws
    {
        try await keep([started("app/1.13")], until: isFilled(at: "10.0.0.1"))
        await containersAre(at: "10.0.0.2")
        try await keep([started("app/1.12")], until: isFilled(at: "10.0.0.2"))
        #expect(await history.isEmpty)
        #expect(stage.engine.calls.isEmpty)
        #expect(await stage.fleet.calls.allSatisfy { !$0.function.description.hasPrefix("docker_") })
    }

    @Test func `a container that ended is no server any more`() async throws {
        try await keep([started("app/1.13")], until: isFilled(at: "10.0.0.1"))
        await stage.fleet.answer("docker.endpoints") { call in
            #expect(call.keywords["running_only"] == true)
            return .value([])
        }
        let ended = Event(tag: "pigeon/container/app1/die", data: ["id": "app1", "stacks": ["app/1.13"]])
        try await keep([ended]) { [balancer] in balancer.servers.withLock { $0["app_b"] == [] } }
    }

    @Test func `an engine that can't be asked changes nothing, and is asked again`() async throws {
        let stage = stage
        await stage.fleet.answer("docker.endpoints") { call in
            guard await stage.fleet.calls(of: "docker.endpoints").count < 20 else {
                return .value([
                    ["name": "web", "address": "10.0.0.9", "port": 8080, "host_address": "10.0.0.9", "host_port": 1]
                ])
            }
            return .outcome(.timedOut)
        }
        try await keep([started("app/1.13")], until: isFilled(at: "10.0.0.9"))
        #expect(await stage.fleet.calls(of: "haproxy.backend").allSatisfy { $0.keywords["servers"] != [] })
    }

    @Test func `a container that starts while it waits to try again is heeded at once`() async throws {
        let (stage, balancer) = (stage, balancer)
        await stage.fleet.answer("docker.endpoints") { _ in .outcome(.timedOut) }
        try await keep([started("app/1.13")], pause: .seconds(600)) {
            guard await stage.fleet.calls(of: "docker.endpoints").count == 2 else { return false }
            await containersAre(at: "10.0.0.7")
            await stage.events.publish(started("app/1.13"))
            return await eventually { balancer.addresses(of: "app_b") == ["10.0.0.7", "10.0.0.7"] }
        }
    }

    private func open(_ action: StackAction, _ version: String) async throws -> StackTransition {
        try await stage.store.begin(
            StackTransition(
                app: "app", action: action, version: version, from: .inactive, to: .active, user: "fred",
                jid: JobID(microseconds: 1), started: 1), expecting: await stage.store.stacks(of: "app"),
            creating: nil)
    }

    @Test func `a release under way is not waited for`() async throws {
        _ = try await open(.release, "1.14")
        try await keep([started("app/1.13")], until: isFilled(at: "10.0.0.1"))
        // It has to go in beside the state that waits until the release is healthy.
        #expect(await stage.fleet.calls(of: "haproxy.backend").allSatisfy { $0.keywords["concurrent"] == true })
    }

    @Test func `an action that moves production is waited for`() async throws {
        let stage = stage
        var over = try await open(.rollback, "1.12")
        try await keep([started("app/1.13")]) {
            try await Task.sleep(for: .milliseconds(40))
            return true
        }
        #expect(await stage.fleet.calls.isEmpty)
        over.outcome = .failed
        try await stage.store.finish(over, stacks: await stage.store.stacks(of: "app"), leftovers: [])
        try await keep([started("app/1.13")], until: isFilled(at: "10.0.0.1"))
    }

    @Test func `a load balancer that connects and lacks the routes gets them, with an entry in the history`()
        async throws
    {
        let stage = stage
        let isTold = Mutex(false)
        await stage.fleet.answer("haproxy.routes") { call in
            guard call.keywords["test"] == true else {
                isTold.withLock { $0 = true }
                return .changed
            }
            return isTold.withLock { $0 }
                ? nil : .value(["single": ["result": .null, "changes": ["app.active": "app_b"]]])
        }
        try await keep([Event(tag: "salt/minion/lb1/start", data: ["id": "lb1"])]) {
            await stage.store.history(of: "app", limit: 1).first?.outcome == .succeeded
        }
        let entry = try #require(await history.first)
        #expect(entry.user == "upkeep" && entry.action == .activate && entry.version == "1.13")
        #expect(await stage.states() == ["1.12 inactive", "1.13 active"])
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
