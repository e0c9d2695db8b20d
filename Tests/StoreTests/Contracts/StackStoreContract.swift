import ControlPlane
import Model
import Testing
import Values

/// What every `StackStore` keeps; each check gets an empty one.
struct StackStoreContract {
    let store: any StackStore

    func writesIntentThenOutcome() async throws {
        let begun = try await store.begin(Self.intent("app", .release, "2"), expecting: [], creating: nil)
        #expect(begun.id != 0)
        #expect(try await store.openTransitions() == [begun])
        var done = begun
        done.outcome = .succeeded
        done.ended = 9
        done.detail = "3 containers"
        let stacks = [Self.stack("app", "2", .release)]
        try await store.finish(done, stacks: stacks, leftovers: [])
        #expect(try await store.openTransitions().isEmpty)
        #expect(try await store.history(of: "app", limit: 5) == [done])
        #expect(try await store.stacks(of: "app") == stacks)
    }

    func refusesASecondActionOnTheSameApplication() async throws {
        let holder = try await store.begin(Self.intent("app", .release, "2"), expecting: [], creating: nil)
        await #expect(throws: StackBusy(holder: holder)) {
            try await store.begin(Self.intent("app", .activate, "1"), expecting: [], creating: nil)
        }
        _ = try await store.begin(Self.intent("other", .release, "2"), expecting: [], creating: nil)
        #expect(try await store.openTransitions().map(\.app) == ["app", "other"])
    }

    func letsOneOfManyBegin() async throws {
        let store = store
        let winners = await withTaskGroup(of: Bool.self) { group in
            for number in 0..<30 {
                group.addTask {
                    do {
                        _ = try await store.begin(
                            Self.intent("app", .release, "\(number)"), expecting: [], creating: nil)
                        return true
                    } catch { return false }
                }
            }
            return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(winners == 1)
    }

    func refusesTwoStacksInOneState() async throws {
        let before = [Self.stack("app", "1", .active)]
        try await store.record(before, leftovers: [], of: "app")
        await #expect(throws: (any Error).self) {
            try await store.record(
                [Self.stack("app", "1", .active), Self.stack("app", "2", .active)], leftovers: [], of: "app")
        }
        #expect(try await store.stacks(of: nil) == before)
    }

    func leavesTheJournalOpenWhenTheStacksAreRefused() async throws {
        let begun = try await store.begin(Self.intent("app", .activate, "2"), expecting: [], creating: nil)
        var done = begun
        done.outcome = .succeeded
        await #expect(throws: (any Error).self) {
            try await store.finish(
                done, stacks: [Self.stack("app", "1", .inactive), Self.stack("app", "2", .inactive)],
                leftovers: [])
        }
        #expect(try await store.openTransitions() == [begun])
    }

    func refusesToFinishWhatIsNotOpen() async throws {
        var done = try await store.begin(Self.intent("app", .release, "2"), expecting: [], creating: nil)
        done.outcome = .failed
        try await store.finish(done, stacks: [], leftovers: [])
        let stacks = [Self.stack("app", "2", .release)]
        await #expect(throws: (any Error).self) { try await store.finish(done, stacks: stacks, leftovers: []) }
        #expect(try await store.stacks(of: "app").isEmpty)
    }

    func swapsStatesAndForgetsTheDeactivated() async throws {
        try await store.record(
            [Self.stack("app", "1", .active), Self.stack("app", "2", .inactive)], leftovers: [], of: "app")
        try await store.record([Self.stack("other", "1", .active)], leftovers: [], of: "other")
        try await store.record(
            [
                Self.stack("app", "1", .inactive), Self.stack("app", "2", .active),
                Self.stack("app", "0", .deactivated),
            ], leftovers: [], of: "app")
        let states = try await store.stacks(of: "app").map { "\($0.version) \($0.state)" }
        #expect(Set(states) == ["1 inactive", "2 active"])
        #expect(try await store.stacks(of: nil).count == 3)
    }

    func refusesToBeginWithOtherStacksThanPlanned() async throws {
        let stacks = [Self.stack("app", "1", .active)]
        try await store.record(stacks, leftovers: [], of: "app")
        await #expect(throws: StacksChanged()) {
            try await store.begin(
                Self.intent("app", .release, "2"), expecting: [], creating: Self.stack("app", "2", .deactivated))
        }
        #expect(try await store.leftovers(of: "app").isEmpty)
        _ = try await store.begin(Self.intent("app", .release, "2"), expecting: stacks, creating: nil)
    }

    func remembersWhatAStackIsMadeOf() async throws {
        var stack = Self.stack("app", "2", .release)
        stack.definition = ["version": "2", "config": ["target": "app*"]]
        stack.minions = [try MinionID("app1"), try MinionID("app2")]
        try await store.record([stack], leftovers: [], of: "app")
        #expect(try await store.stacks(of: "app") == [stack])
    }

    func countsWhatABegunReleaseMakesAsLeftUntilItIsOver() async throws {
        var made = Self.stack("app", "2", .deactivated)
        made.definition = ["version": "2"]
        made.minions = [try MinionID("app1")]
        let release = try await store.begin(Self.intent("app", .release, "2"), expecting: [], creating: made)
        #expect(try await store.leftovers(of: "app") == [StackLeftover(made, isKept: false)])
        var failed = release
        failed.outcome = .failed
        let kept = StackLeftover(made, isKept: true)
        try await store.finish(failed, stacks: [], leftovers: [kept])
        #expect(try await store.leftovers(of: nil) == [kept])
        #expect(try await store.leftovers(of: "other").isEmpty)
        var again = try await store.begin(Self.intent("app", .release, "2"), expecting: [], creating: made)
        #expect(try await store.leftovers(of: "app") == [StackLeftover(made, isKept: false)])
        again.outcome = .succeeded
        try await store.finish(again, stacks: [], leftovers: [])
        #expect(try await store.leftovers(of: nil).isEmpty)
    }

    func listsTheNewestTransitionsFirst() async throws {
        for version in ["1", "2", "3"] {
            var transition = try await store.begin(Self.intent("app", .release, version), expecting: [], creating: nil)
            transition.outcome = .failed
            try await store.finish(transition, stacks: [], leftovers: [])
        }
        #expect(try await store.history(of: "app", limit: 2).map(\.version) == ["3", "2"])
        #expect(try await store.history(of: nil, limit: 9).count == 3)
        #expect(try await store.history(of: "none", limit: 9).isEmpty)
    }

    private static func intent(_ app: String, _ action: StackAction, _ version: String) -> StackTransition {
        StackTransition(
            app: app, action: action, version: version, from: .deactivated, to: .release, user: "fred",
            jid: JobID(microseconds: 7), started: 5)
    }

    private static func stack(_ app: String, _ version: String, _ state: StackState) -> Stack {
        Stack(app: app, version: version, state: state, backend: "\(app)_\(version)", since: 3)
    }
}
