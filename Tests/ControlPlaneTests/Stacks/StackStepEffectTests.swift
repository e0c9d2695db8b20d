import Execution
import Model
import Testing
import Values

@testable import ControlPlane

/// What the steps of an action leave in the store, whatever fails on the way.
struct StackStepEffectTests {
    private let stage: StackStage
    private let jid = JobID(microseconds: 5)

    init() async throws {
        stage = try StackStage()
        try await stage.store.record(try StackStage.full(), leftovers: [], of: "app")
    }

    private func begin(_ action: StackAction, _ version: String, _ more: ValueMap = [:]) async throws {
        let outcome = try await stage.step("stack.begun", action, version, more, jid: jid)
        try #require(outcome.result == true, "\(outcome.comment)")
    }

    private func begun() async throws -> BegunMove { try #require(await stage.service.begun.move(of: jid)) }

    /// What the last call of a function set the routes to.
    private func routes() async -> [Value?] {
        let last = await stage.fleet.calls(of: "haproxy.routes").last?.keywords
        return ["active", "release", "inactive"].map { last?[$0] }
    }

    @Test func `without confirmed routes nothing counts as removed and nothing is`() async throws {
        await stage.fleet.answer("haproxy.routes") { _ in .failed("no answer") }
        try await begin(.release, "1.15", ["replace": true])
        #expect(try await stage.step("stack.removed", .release, "1.15", jid: jid).result == false)
        #expect(try await begun().hasRemoved == false)
        #expect(await stage.states() == ["1.12 inactive", "1.13 active", "1.14 release"])
        #expect(await stage.fleet.calls(of: "docker_stack.absent").isEmpty)
        #expect(await stage.fleet.calls(of: "haproxy.backend").isEmpty)
    }

    @Test func `once a release takes down what it replaces, that is no release any more but left over`() async throws {
        await stage.fleet.answer("haproxy.drained") { _ in .failed("no answer") }
        try await begin(.release, "1.15", ["replace": true])
        #expect(try await stage.step("stack.removed", .release, "1.15", jid: jid).result == false)
        // The master may crash here: the store is all that is known then.
        #expect(await stage.states() == ["1.12 inactive", "1.13 active"])
        #expect(await stage.left() == ["1.14", "1.15"])
        #expect(await stage.store.openTransitions().map(\.version) == ["1.15"])
    }

    @Test func `what is removed has its requests waited for, its backend emptied, then its containers removed`()
        async throws
    {
        try await begin(.activate, "1.14")
        #expect(try await stage.step("stack.removed", .activate, "1.14", jid: jid).result == true)
        let calls = await stage.fleet.calls.map(\.function.description)
        #expect(
            calls == [
                "haproxy.routes", "haproxy.drained", "haproxy.backend", "docker_stack.absent", "docker_stack.absent",
            ])
        #expect(await routes() == ["app_c", .null, "app_b"])
        #expect(await stage.fleet.calls(of: "docker_stack.absent").map(\.name) == ["app/1.12", "app/1.12"])
        #expect(try await begun().gone == ["1.12"])
        _ = try await stage.step("stack.finished", .activate, "1.14", jid: jid)
        #expect(await stage.states() == ["1.13 inactive", "1.14 active"])
        #expect(await stage.left().isEmpty)
    }

    @Test func `sessions that were cut at the drain's deadline are counted`() async throws {
        await stage.fleet.answer("haproxy.drained") { _ in
            .value(["single": ["result": true, "comment": "", "changes": [:], "data": ["sessions_cut": 2]]])
        }
        try await begin(.deactivate, "1.13")
        let outcome = try await stage.step("stack.removed", .deactivate, "1.13", jid: jid)
        #expect(outcome.comment == "app/1.13 is removed, 2 sessions were cut at the drain's deadline")
    }

    @Test(arguments: [(2, true), (1, false)])
    func `a container that does not run refuses an activation, an engine that can't be asked fails it`(
        retcode: Int, isRefusal: Bool
    ) async throws {
        await stage.fleet.answer("docker.endpoints") { call in
            .outcome(
                .returned(
                    JobReturn(
                        id: JobID(microseconds: 1), minion: call.minion, function: "docker.endpoints", value: "why",
                        retcode: retcode)))
        }
        try await begin(.activate, "1.14")
        let outcome = try await stage.step("stack.backends", .activate, "1.14", jid: jid)
        #expect(outcome.result == false)
        #expect(outcome.comment == "app1: why\napp2: why")
        #expect((outcome.extra["refused"] == true) == isRefusal)
    }

    @Test func `of what never existed nothing is said to be removed`() async throws {
        try await begin(.deactivate, "7")
        let outcome = try await stage.step("stack.removed", .deactivate, "7", jid: jid)
        #expect(outcome.comment == "nothing is there of app/7")
    }

    @Test func `an activation stays when its clean-up fails, and the journal says what is left`() async throws {
        await stage.fleet.answer("docker_stack.absent") { $0.minion.text == "app2" ? .failed("no engine") : nil }
        try await begin(.activate, "1.14")
        let removal = try await stage.step("stack.removed", .activate, "1.14", jid: jid)
        #expect(removal.result == false)
        #expect(removal.comment.contains("app2: no engine"))
        #expect(removal.comment.contains("pigeon stack deactivate app --version 1.12"))
        #expect(try await stage.step("stack.finished", .activate, "1.14", jid: jid).result == true)
        #expect(await stage.states() == ["1.13 inactive", "1.14 active"])
        #expect(await stage.left() == ["1.12"])
        let entry = try #require(await stage.store.history(of: "app", limit: 1).first)
        #expect(entry.outcome == .succeeded)
        #expect(entry.detail.contains("containers of app/1.12 may still be there"))
    }

    @Test func `a failed release is undone: routes as before, its containers gone`() async throws {
        try await stage.store.record([try StackStage.stack("1.13", .active, "b")], leftovers: [], of: "app")
        try await begin(.release, "1.15")
        #expect(try await stage.step("stack.undone", .release, "1.15", jid: jid).result == true)
        #expect(await routes() == ["app_b", .null, .null])
        #expect(await stage.fleet.calls(of: "docker_stack.absent").map(\.name) == ["app/1.15", "app/1.15"])
        #expect(await stage.fleet.calls(of: "haproxy.drained").isEmpty, "it never had traffic")
        let move = try await begun()
        #expect(move.failure?.isRouted == true)
        #expect(move.gone == ["1.15"])
        #expect(move.leftovers(after: [], beside: move.afterFailure).isEmpty)
    }

    @Test func `a failed release is kept on request, without servers in its backend`() async throws {
        try await stage.store.record([], leftovers: [], of: "app")
        try await begin(.release, "1.15")
        _ = try await stage.step("stack.undone", .release, "1.15", ["keep": true], jid: jid)
        #expect(await stage.fleet.calls(of: "docker_stack.absent").isEmpty)
        #expect(await stage.fleet.calls(of: "haproxy.backend").map(\.name) == ["app_a"])
        #expect(try await begun().kept == ["1.15"])
    }

    @Test func `an undoing whose routes are not confirmed says so`() async throws {
        await stage.fleet.answer("haproxy.routes") { _ in .failed("no answer") }
        try await begin(.activate, "1.14")
        let outcome = try await stage.step("stack.undone", .activate, "1.14", jid: jid)
        #expect(outcome.result == false)
        #expect(outcome.comment.contains("the routes are not confirmed: lb1: no answer"))
        #expect(!outcome.comment.contains("production is as it was"))
        #expect(try await begun().failure?.isRouted == false)
    }

    @Test func `an undoing without a begun action does nothing`() async throws {
        #expect(try await stage.step("stack.undone", .activate, "1.14", jid: jid).result == true)
        #expect(await stage.fleet.calls.isEmpty)
    }

    @Test(arguments: ["stack.removed", "stack.finished", "stack.trimmed", "stack.switched"] as [FunctionName])
    func `a step without a begun action is refused`(state: FunctionName) async throws {
        let outcome = try await stage.step(state, .activate, "1.14", jid: jid)
        #expect(outcome.result == false)
        #expect(outcome.comment.contains("was not begun"))
        #expect(await stage.fleet.calls.isEmpty)
    }

    @Test func `a deactivation whose routes are not confirmed leaves the stack what it was`() async throws {
        await stage.fleet.answer("haproxy.routes") { $0.keywords["active"] == .null ? .failed("no answer") : nil }
        try await begin(.deactivate, "1.13")
        #expect(try await stage.step("stack.removed", .deactivate, "1.13", jid: jid).result == false)
        #expect(try await stage.step("stack.undone", .deactivate, "1.13", jid: jid).result == true)
        #expect(await routes() == ["app_b", "app_c", "app_a"])
        #expect(try await begun().failure?.stacks == (try StackStage.full()))
    }

    @Test func `a deactivation that got stuck claims no traffic that it has taken away`() async throws {
        await stage.fleet.answer("docker_stack.absent") { $0.minion.text == "app2" ? .failed("no engine") : nil }
        try await begin(.deactivate, "1.13")
        #expect(try await stage.step("stack.removed", .deactivate, "1.13", jid: jid).result == false)
        let undoing = try await stage.step("stack.undone", .deactivate, "1.13", jid: jid)
        #expect(!undoing.comment.contains("production is as it was"))
        #expect(await routes() == [.null, "app_c", "app_a"], "its backend is empty by now")
        let move = try await begun()
        let stacks = try #require(move.failure?.stacks)
        #expect(stacks.map(\.version) == ["1.12", "1.14"])
        #expect(move.leftovers(after: [], beside: stacks).map(\.stack.version) == ["1.13"])
    }

    @Test func `an activation that fails after its clean-up does not bring back what that took down`() async throws {
        try await begin(.activate, "1.14")
        _ = try await stage.step("stack.removed", .activate, "1.14", jid: jid)
        _ = try await stage.step("stack.undone", .activate, "1.14", jid: jid)
        #expect(await routes() == ["app_b", "app_c", .null])
        #expect(try await begun().failure?.stacks.map(\.version) == ["1.13", "1.14"])
    }

    @Test func `once an activation takes down the older stack, that is left over, whatever crashes`() async throws {
        await stage.fleet.answer("haproxy.drained") { _ in .failed("no answer") }
        try await begin(.activate, "1.14")
        #expect(try await stage.step("stack.removed", .activate, "1.14", jid: jid).result == false)
        #expect(await stage.states() == ["1.13 active", "1.14 release"])
        #expect(await stage.left() == ["1.12"])
        #expect(await stage.store.openTransitions().count == 1)
    }

    @Test func `a trimmed release forgets the minions that it has left`() async throws {
        try await beginShrunk()
        #expect(try await stage.step("stack.trimmed", .release, "1.14", jid: jid).result == true)
        let calls = await stage.fleet.calls(of: "docker_stack.absent")
        #expect(calls.map(\.minion.text) == ["app1", "app2"])
        #expect(calls[0].keywords["except"]?.list?.contains("app_1.14_web_0") == true)
        #expect(calls[1].keywords["except"] == nil, "nothing of it is to stay where it is not any more")
        _ = try await stage.step("stack.finished", .release, "1.14", jid: jid)
        #expect(await stage.store.stacks(of: "app").last?.minions.map(\.text) == ["app1"])
    }

    @Test func `a release that could not be trimmed remembers where containers still are`() async throws {
        await stage.fleet.answer("docker_stack.absent") { $0.minion.text == "app2" ? .failed("no engine") : nil }
        try await beginShrunk()
        #expect(try await stage.step("stack.trimmed", .release, "1.14", jid: jid).result == false)
        _ = try await stage.step("stack.finished", .release, "1.14", jid: jid)
        #expect(await stage.store.stacks(of: "app").last?.minions.map(\.text) == ["app1", "app2"])
    }

    /// The release of what is in release, with a target that has become smaller.
    private func beginShrunk() async throws {
        var entry = try #require(StackStage.pillar.map)
        entry["config"] = ["target": "app1", "formula": "mockup"]
        stage.setPillar(["app": .map(entry)])
        try await begin(.release, "1.14")
    }
}
