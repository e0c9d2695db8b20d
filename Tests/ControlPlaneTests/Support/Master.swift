import Execution
import Logging
import Model
import Values

@testable import ControlPlane

/// A master on memory: its jobs, its gateways, and minions that are accepted.
struct TestMaster {
    struct NoPillar: PillarRendering {
        func pillar(for minion: MinionID, _ request: PillarRequest) -> CompiledPillar { CompiledPillar(pillar: [:]) }
    }

    let store = MemoryStore()
    let switchboard = Switchboard()
    let events: EventBus
    let jobs: JobService
    let clock: WallClock

    init(
        _ minions: [String: ValueMap], clock: WallClock = WallClock { 1_000_000_000_000_000 },
        pillars: [String: ValueMap] = [:]
    ) async throws {
        self.clock = clock
        events = EventBus(clock: clock)
        jobs = JobService(
            store: store, keys: store, minionStore: store, switchboard: switchboard, board: ReturnBoard(),
            events: events, numbers: JobNumbers(clock: clock), clock: clock, matcher: TargetMatcher(),
            pillar: { minion, _ in pillars[minion.text] ?? [:] },
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        for (name, grains) in minions {
            let id = try MinionID(name)
            await store.save(MinionKey(id: id, publicKey: "", fingerprint: "", state: .accepted, since: 0))
            await store.save(grains: grains, of: id)
        }
    }

    var keys: KeyService {
        KeyService(
            store: store, minionStore: store, authority: WordAuthority(clock: clock), switchboard: switchboard,
            events: events, clock: clock, policy: AcceptancePolicy(acceptsAll: false) { [] },
            forsake: { [jobs] in try await jobs.forsake($0) }, logger: jobs.logger)
    }

    var minionGateway: MinionGateway {
        MinionGateway(
            keys: keys, jobs: jobs, files: FileService(tree: FakeServedFiles(paths: []), digest: { _ in "" }),
            pillars: NoPillar(), received: ReceivedFiles(directory: "/nonexistent", isAllowed: false, maximumSize: 0))
    }

    /// Runners of the ledger and the mine, beside those of a test.
    func runners(_ own: [RunnerService.Runner] = []) throws -> RunnerService {
        RunnerService(identity: try MinionID("test_master"), jobs: jobs, runners: JobRunners.telling(jobs) + own)
    }
}
