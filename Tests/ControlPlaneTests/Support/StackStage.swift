import Execution
import Logging
import Model
import Synchronization
import Values

@testable import ControlPlane

/// A master's stacks with a fleet, a store and an engine of the test's own: `lb1` balances, `app1` and `app2` run
/// `app`.
struct StackStage: Sendable {
    static let pillar: Value = [
        "version": "1.14",
        "loadbal": ["target": "lb*", "frontend": "www", "backend_port": 8080],
        "config": ["target": "app*", "formula": "mockup"],
        "task_definitions": [
            "web": ["docker_config": ["image": "myapp:1.14", "labels": ["register_backend=true"]]]
        ],
    ]

    let store = MemoryStackStore()
    let ledger = MemoryStore()
    let fleet: FakeFleet
    let engine = FakeEngine()
    let service: StackService
    let orchestrator: Orchestrator
    let numbers: JobNumbers
    let events: EventBus
    let catalogue: Catalogue
    private let mind: Mind

    /// What the pillar says at the moment.
    private final class Mind: Sendable {
        let answer = Mutex<Result<ValueMap, Diagnostics>>(.success(["stacks": ["app": StackStage.pillar]]))
    }

    /// - Parameter files: what minions are served.
    init(
        minions: [String] = ["app1", "app2", "lb1"], checking: Catalogue = Catalogue(),
        files: [String] = ["mockup/init.sls"]
    ) throws {
        let mind = Mind()
        let fleet = FakeFleet(try minions.map { try MinionID($0) })
        let clock = WallClock { 1_000_000_000_000_000 }
        (self.mind, self.fleet) = (mind, fleet)
        numbers = JobNumbers(clock: clock)
        events = EventBus(clock: clock)
        service = StackService(
            store: store, fleet: fleet, clock: clock, catalogue: checking, files: FakeServedFiles(paths: files),
            pillar: { try mind.answer.withLock { try $0.get() } })
        let jobs = JobService(
            store: ledger, keys: ledger, minionStore: ledger, switchboard: Switchboard(), board: ReturnBoard(),
            events: events, numbers: numbers, clock: clock, matcher: TargetMatcher(),
            pillar: { _, _ in [:] }, logger: Logger(label: "test"))
        orchestrator = Orchestrator(
            identity: try MinionID("m_master"), engine: engine, jobs: jobs, stacks: service)
        catalogue = MasterCatalogue.catalogue(
            extending: Catalogue(), stacks: service, master: MasterReach(events: events))
    }

    func setPillar(_ stacks: ValueMap) { setPillar(entries: .map(stacks)) }

    func setPillar(entries: Value) { mind.answer.withLock { $0 = .success(["stacks": entries]) } }

    func breakPillar(_ message: String) { mind.answer.withLock { $0 = .failure(Diagnostics([Diagnostic(message)])) } }

    static func stack(
        _ version: String, _ state: StackState, _ slot: String, on minions: [String] = ["app1", "app2"],
        definition: Value = pillar
    ) throws -> Stack {
        Stack(
            app: "app", version: version, state: state, backend: "app_\(slot)", since: 1, definition: definition,
            minions: try minions.map { try MinionID($0) })
    }

    /// 1.12 inactive, 1.13 active, 1.14 in release.
    static func full() throws -> [Stack] {
        [try stack("1.12", .inactive, "a"), try stack("1.13", .active, "b"), try stack("1.14", .release, "c")]
    }

    /// What the store says, as `VERSION STATE`.
    func states() async -> [String] { await store.stacks(of: "app").map { "\($0.version) \($0.state)" }.sorted() }

    /// What is left, as versions.
    func left() async -> [String] { await store.leftovers(of: "app").map(\.stack.version).sorted() }

    func plan(
        _ action: StackAction, _ version: String? = nil, replacing: Bool = false, isEnding: Bool = false
    ) async throws -> StackPlan {
        try await service.plan(action, app: "app", version: version, replacing: replacing, isEnding: isEnding)
    }

    /// One `stack.*` state, as an orchestration runs it.
    func step(
        _ state: FunctionName, _ action: StackAction, _ version: String, _ more: ValueMap = [:], jid: JobID
    ) async throws -> AnyStateFunction.Outcome {
        let arguments: ValueMap = ["action": .string(action.rawValue), "version": .string(version)]
        let parts = state.description.split(separator: ".").map(String.init)
        let chunk = LowChunk(
            state: parts[0], function: parts[1], name: "app", id: parts[1], arguments: arguments.merged(with: more))
        guard let function = catalogue.state(state) else { throw Diagnostic("there is no state \(state)") }
        return await function.call(chunk, .apply, run(jid))
    }

    func run(_ jid: JobID) -> RunContext {
        RunContext(minion: orchestrator.identity, jid: jid, services: NoServices(), logger: Logger(label: "test"))
    }
}
