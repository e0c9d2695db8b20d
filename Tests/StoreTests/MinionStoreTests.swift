import ControlPlane
import Model
import Store
import Synchronization
import TestSupport
import Testing
import Values

/// What is known of minions between their connections.
struct MinionStoreTests {
    private let directory: TemporaryDirectory
    private let store: Store

    init() throws {
        directory = try TemporaryDirectory()
        store = try Store.open(path: directory.file("master.db"))
    }

    @Test func `the newest grains of a minion are kept, and nobody else's are given for them`() async throws {
        let (web, db) = (try MinionID("web1"), try MinionID("db1"))
        try await store.save(grains: ["os": "Debian"], of: web)
        try await store.save(grains: ["os": "Debian", "roles": ["web"]], of: web)
        #expect(try await store.grains(of: web) == ["os": "Debian", "roles": ["web"]])
        #expect(try await store.grains(of: db) == nil)
    }

    @Test func `the grains of all minions come one after the other`() async throws {
        for number in 1...20 { try await store.save(grains: ["n": .int(number)], of: try MinionID("m\(number)")) }
        let sum = Mutex(0)
        try await store.forEachGrains { _, grains in sum.withLock { $0 += grains["n"]?.int ?? 0 } }
        #expect(sum.withLock { $0 } == 210)
    }

    @Test func `only accepted minions are named, in order`() async throws {
        let states: [(String, KeyState)] = [
            ("c", .accepted), ("a", .accepted), ("b", .pending), ("d", .rejected), ("a", .denied),
        ]
        for (name, state) in states {
            try await store.save(
                MinionKey(id: try MinionID(name), publicKey: "", fingerprint: name, state: state, since: 1))
        }
        #expect(try await store.acceptedMinions().map(\.text) == ["a", "c"])
    }
}
