import ControlPlane
import Model
import Testing
import Values

/// The store of these tests keeps what every `StackStore` has to: else they would prove nothing.
struct MemoryStackStoreTests {
    private let store = MemoryStackStore()

    private static func intent(_ version: String) -> StackTransition {
        StackTransition(
            app: "app", action: .release, version: version, from: .deactivated, to: .release, user: "fred",
            jid: JobID(microseconds: 7), started: 5)
    }

    @Test func `an intent is open until its outcome, and one at a time`() async throws {
        let begun = try await store.begin(Self.intent("2"), expecting: [], creating: nil)
        #expect(await store.openTransitions() == [begun])
        await #expect(throws: StackBusy(holder: begun)) {
            try await store.begin(Self.intent("3"), expecting: [], creating: nil)
        }
        var done = begun
        done.outcome = .succeeded
        let stacks = [try StackStage.stack("2", .release, "a")]
        try await store.finish(done, stacks: stacks, leftovers: [])
        #expect(await store.openTransitions().isEmpty)
        #expect(await store.stacks(of: "app") == stacks)
        #expect(await store.history(of: "app", limit: 5) == [done])
        await #expect(throws: MemoryStackStore.NotOpen.self) {
            try await store.finish(done, stacks: [], leftovers: [])
        }
        #expect(await store.stacks(of: "app") == stacks)
    }

    @Test func `stacks that share a state are refused and leave the journal open`() async throws {
        var begun = try await store.begin(Self.intent("2"), expecting: [], creating: nil)
        begun.outcome = .succeeded
        let two = [try StackStage.stack("1", .active, "a"), try StackStage.stack("2", .active, "b")]
        await #expect(throws: MemoryStackStore.Conflict.self) {
            try await store.finish(begun, stacks: two, leftovers: [])
        }
        #expect(await store.openTransitions().count == 1)
        #expect(await store.stacks(of: nil).isEmpty)
    }

    @Test func `other stacks than planned are refused, and what is begun is left until it is over`() async throws {
        let stacks = [try StackStage.stack("1", .active, "a")]
        try await store.record(stacks, leftovers: [], of: "app")
        let made = try StackStage.stack("2", .deactivated, "b")
        await #expect(throws: StacksChanged()) {
            try await store.begin(Self.intent("2"), expecting: [], creating: made)
        }
        #expect(await store.leftovers(of: nil).isEmpty)
        _ = try await store.begin(Self.intent("2"), expecting: stacks, creating: made)
        #expect(await store.leftovers(of: "app") == [StackLeftover(made, isKept: false)])
    }
}
