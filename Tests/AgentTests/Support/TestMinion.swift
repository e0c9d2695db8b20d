import Agent
import Model
import ServiceLifecycle
import Testing
import Values

/// `web1` on a directory of its own, whole or in parts.
struct TestMinion {
    let directory: ScratchDirectory
    let id: MinionID
    let executor: CountingExecutor
    /// What its parts have said.
    let log = LogLines()

    init() throws {
        directory = try ScratchDirectory()
        id = try MinionID("web1")
        executor = CountingExecutor(minion: id)
    }

    var store: IdentityStore { IdentityStore(directory: "\(directory.path)/pki/minion") }

    func enrolment(masterFinger: String? = nil) -> Enrolment {
        Enrolment(id: id, store: store, masterFinger: masterFinger, now: Agent.microseconds, logger: log.logger)
    }

    func agent(
        _ masters: [MasterAddress], events: EventQueue = EventQueue(), change: (inout AgentSettings) -> Void = { _ in }
    ) throws -> Agent {
        var settings = AgentSettings(id: id, masters: masters, rootDirectory: directory.path)
        settings.shutdownGrace = .milliseconds(200)
        change(&settings)
        return try Agent(
            settings: settings, executor: executor, link: MasterLink(), events: events, logger: log.logger)
    }

    /// Runs the minion beside `body` and stops it afterwards.
    func living<Outcome>(_ agent: Agent, _ body: (Agent) async throws -> Outcome) async throws -> Outcome {
        let life = Task { try await agent.run() }
        defer { life.cancel() }
        let outcome = try await body(agent)
        life.cancel()
        try await life.value
        return outcome
    }

    /// The same, stopped as SIGTERM does.
    func livingUntilStopped(_ agent: Agent, _ body: () async throws -> Void) async throws {
        let group = ServiceGroup(services: [agent], logger: log.logger)
        let life = Task { try await group.run() }
        defer { life.cancel() }
        try await body()
        await group.triggerGracefulShutdown()
        try await life.value
    }

    /// What a master has noted of a return.
    func answer(_ text: String?) throws -> JobReturn {
        let text = try #require(text)
        return try JobReturn(body: try JSON.read(String(text.dropFirst("\(id) ".count))), from: id)
    }
}
