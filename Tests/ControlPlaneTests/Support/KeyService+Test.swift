import Logging

@testable import ControlPlane

extension KeyService {
    /// Keys of a `WordAuthority`, whose ids no jobs are forsaken for.
    init(
        store: any KeyStore, minionStore: any MinionStore, switchboard: Switchboard, clock: WallClock,
        events: EventBus? = nil, policy: AcceptancePolicy = AcceptancePolicy(acceptsAll: false) { [] },
        maximumPending: Int = 20_000
    ) {
        self.init(
            store: store, minionStore: minionStore, authority: WordAuthority(clock: clock), switchboard: switchboard,
            events: events ?? EventBus(clock: clock), clock: clock, policy: policy, maximumPending: maximumPending,
            forsake: { _ in }, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    }
}
