import Execution
import Model
import Testing
import Values

@testable import ControlPlane

/// `stack.begun`: the rules, the lock, the journal.
struct StackBegunTests {
    private let stage: StackStage
    private let jid = JobID(microseconds: 5)

    init() async throws {
        stage = try StackStage()
        try await stage.store.record(try StackStage.full(), leftovers: [], of: "app")
    }

    private func leave(_ version: String, isKept: Bool) async throws {
        let left = StackLeftover(try StackStage.stack(version, .deactivated, "", on: ["app1"]), isKept: isKept)
        try await stage.store.record(try StackStage.full(), leftovers: [left], of: "app")
    }

    @Test func `a begun action is in the journal with who, what and from where to where`() async throws {
        await stage.service.begun.note(user: "fred", of: jid)
        let outcome = try await stage.step("stack.begun", .activate, "1.14", jid: jid)
        #expect(outcome.result == true)
        #expect(outcome.changes == ["app/1.14": ["old": "release", "new": "active"]])
        let open = try #require(await stage.store.openTransitions().first)
        #expect(open.user == "fred" && open.jid == jid && open.version == "1.14" && open.action == .activate)
        #expect(open.from == .release && open.to == .active && open.ended == nil)
        #expect(await stage.states() == ["1.12 inactive", "1.13 active", "1.14 release"], "nothing has moved yet")
    }

    @Test(arguments: [
        (StackAction.release, "1.13"), (.release, "1.15"), (.activate, "1.99"), (.rollback, "1.12"),
    ])
    func `what the lifecycle refuses is refused by rule, and leaves no intent`(
        action: StackAction, version: String
    ) async throws {
        if action == .rollback {
            try await stage.store.record(
                [try StackStage.stack("1.13", .active, "b")], leftovers: [], of: "app")
        }
        let outcome = try await stage.step("stack.begun", action, version, jid: jid)
        #expect(outcome.result == false)
        #expect(outcome.extra["refused"] == true)
        #expect(await stage.store.history(of: nil, limit: 1).isEmpty)
    }

    @Test func `what can't be carried out is no refusal by rule`() async throws {
        await stage.fleet.disconnect(try MinionID("app1"))
        let away = try await stage.step("stack.begun", .activate, "1.14", jid: jid)
        #expect(away.result == false && away.extra["refused"] == nil)
        await stage.fleet.connect(try MinionID("app1"))
        let wrong = try await stage.step("stack.begun", .deactivate, "no/version", jid: jid)
        #expect(wrong.result == false && wrong.extra["refused"] == nil)
        stage.breakPillar("no such file")
        let broken = try await stage.step("stack.begun", .release, "1.15", ["replace": true], jid: jid)
        #expect(broken.result == false && broken.extra["refused"] == nil)
    }

    @Test func `a second action is refused with the holder's action, jid and user`() async throws {
        await stage.service.begun.note(user: "fred", of: jid)
        _ = try await stage.step("stack.begun", .activate, "1.14", jid: jid)
        let second = try await stage.step("stack.begun", .deactivate, "1.12", jid: JobID(microseconds: 6))
        #expect(second.result == false)
        #expect(second.extra["refused"] == true)
        #expect(second.comment.contains("activate of app/1.14 is under way"))
        #expect(second.comment.contains("jid \(jid)") && second.comment.contains("by fred"))
        #expect(second.comment.contains("pigeon jobs show \(jid)"))
        let move = await stage.service.begun.move(of: JobID(microseconds: 6))
        #expect(move == nil, "the second has begun nothing that it could undo")
    }

    @Test func `stacks that changed since the plan are refused and nothing is begun`() async throws {
        let plan = try await stage.plan(.activate, "1.14")
        try await stage.store.record(Array(try StackStage.full().prefix(2)), leftovers: [], of: "app")
        var arguments = ArgumentDecoder(["action": "activate", "version": "1.14"])
        let begun = StackBegun(name: "app", &arguments)
        let applied = try await begun.apply(plan, with: StackStep(service: stage.service), in: stage.run(jid))
        #expect(!applied.succeeded)
        #expect(applied.extra["refused"] == true)
        #expect(applied.comment.contains("have just been changed"))
        #expect(await stage.store.openTransitions().isEmpty)
    }

    @Test func `the clean-up may not touch a stack that exists`() async throws {
        let outcome = try await stage.step("stack.begun", .deactivate, "1.13", ["leftover": true], jid: jid)
        #expect(outcome.result == false)
        #expect(outcome.extra["refused"] == true)
        #expect(outcome.comment.contains("app/1.13 exists"))
        #expect(await stage.store.openTransitions().isEmpty)
    }

    @Test func `the clean-up may not touch what is kept for a look`() async throws {
        try await leave("1.11", isKept: true)
        let outcome = try await stage.step("stack.begun", .deactivate, "1.11", ["leftover": true], jid: jid)
        #expect(outcome.result == false)
        #expect(outcome.extra["refused"] == true)
        #expect(await stage.store.openTransitions().isEmpty, "the lock is given back")
        #expect(await stage.store.leftovers(of: "app").map(\.isKept) == [true])
        #expect(await stage.states() == ["1.12 inactive", "1.13 active", "1.14 release"])
    }

    @Test func `a user may remove what is kept for a look`() async throws {
        try await leave("1.11", isKept: true)
        #expect(try await stage.step("stack.begun", .deactivate, "1.11", jid: jid).result == true)
    }

    @Test func `what was released between the clean-up's plan and its lock is not touched`() async throws {
        try await leave("1.11", isKept: false)
        let plan = try await stage.plan(.deactivate, "1.11")
        let released = [try StackStage.stack("1.13", .active, "b"), try StackStage.stack("1.11", .release, "c")]
        try await stage.store.record(released, leftovers: [], of: "app")
        var arguments = ArgumentDecoder(["action": "deactivate", "version": "1.11", "leftover": true])
        let begun = StackBegun(name: "app", &arguments)
        let applied = try await begun.apply(plan, with: StackStep(service: stage.service), in: stage.run(jid))
        #expect(!applied.succeeded)
        #expect(await stage.store.openTransitions().isEmpty)
        #expect(await stage.states() == ["1.11 release", "1.13 active"])
    }

    @Test func `a begun release is left over until it is over`() async throws {
        try await stage.store.record([], leftovers: [], of: "app")
        _ = try await stage.step("stack.begun", .release, "1.14", jid: jid)
        let left = try #require(await stage.store.leftovers(of: "app").first)
        #expect(left.stack.minions.map(\.text) == ["app1", "app2"] && !left.isKept)
        #expect(left.stack.definition == StackStage.pillar)
    }

    @Test func `a repeated release has its new minions in the store before anything is started`() async throws {
        let grown = try StackStage(minions: ["app1", "app2", "app3", "lb1"])
        try await grown.store.record(try StackStage.full(), leftovers: [], of: "app")
        #expect(try await grown.step("stack.begun", .release, "1.14", jid: jid).result == true)
        let stack = try #require(await grown.store.stacks(of: "app").first { $0.version == "1.14" })
        #expect(stack.state == .release)
        #expect(stack.minions.map(\.text) == ["app1", "app2", "app3"], "a crash may come at any time from now on")
        #expect(await grown.store.openTransitions().count == 1)
    }
}
