import Execution
import Logging
import Model
import Testing
import Values

@testable import ControlPlane

/// What a master that starts does about actions that a stopped one left open.
struct StackRecoveryTests {
    private let stage: StackStage

    init() async throws {
        stage = try StackStage()
        StackScript(stage: stage).install()
    }

    /// Lets an action be begun, and the master be gone.
    private func leaveOpen(
        _ action: StackAction, _ version: String, from: StackState, to: StackState, creating: Stack? = nil,
        stacks: [Stack]? = nil
    ) async throws {
        let stacks = try stacks ?? StackStage.full()
        try await stage.store.record(stacks, leftovers: [], of: "app")
        _ = try await stage.store.begin(
            StackTransition(
                app: "app", action: action, version: version, from: from, to: to, user: "fred",
                jid: JobID(microseconds: 1), started: 1), expecting: stacks, creating: creating)
    }

    /// Runs the recovery until something holds.
    private func recover(until holds: @Sendable () async throws -> Bool) async throws {
        let recovery = StackRecovery(
            service: stage.service, orchestrator: stage.orchestrator, numbers: stage.numbers,
            logger: Logger(label: "test"), pause: Backoff(first: .milliseconds(1), limit: .milliseconds(4)))
        let task = Task { try await recovery.run() }
        #expect(try await eventually(holds))
        task.cancel()
        _ = await task.result
    }

    private var isEnded: @Sendable () async throws -> Bool {
        { [stage] in await stage.store.openTransitions().isEmpty }
    }

    private func last() async throws -> StackTransition {
        try #require(await stage.store.history(of: "app", limit: 1).first)
    }

    @Test func `a release is undone and nothing of it is left`() async throws {
        let made = try StackStage.stack("1.15", .deactivated, "c")
        try await leaveOpen(
            .release, "1.15", from: .deactivated, to: .release, creating: made,
            stacks: Array(try StackStage.full().prefix(2)))
        try await recover(until: isEnded)
        #expect(try await last().outcome == .failed)
        #expect(try await last().detail == "the master stopped in the middle of it")
        #expect(await stage.states() == ["1.12 inactive", "1.13 active"])
        #expect(await stage.left().isEmpty)
        #expect(await stage.fleet.calls(of: "docker_stack.absent").map(\.name) == ["app/1.15", "app/1.15"])
    }

    @Test(arguments: [true, false])
    func `an activation is finished where every load balancer routes so, and undone otherwise`(
        isSwitched: Bool
    ) async throws {
        try await leaveOpen(.activate, "1.14", from: .release, to: .active)
        await stage.fleet.answer("haproxy.show_map") { _ in
            .value(["app.active": isSwitched ? "app_c" : "app_b", "app.inactive": isSwitched ? "app_b" : "app_a"])
        }
        try await recover(until: isEnded)
        #expect(try await last().outcome == (isSwitched ? .succeeded : .failed))
        #expect(
            await stage.states()
                == (isSwitched
                    ? ["1.13 inactive", "1.14 active"] : ["1.12 inactive", "1.13 active", "1.14 release"]))
    }

    @Test func `a deactivation is finished`() async throws {
        try await leaveOpen(.deactivate, "1.13", from: .active, to: .deactivated)
        try await recover(until: isEnded)
        #expect(try await last().outcome == .succeeded)
        #expect(await stage.states() == ["1.12 inactive", "1.14 release"])
    }

    @Test func `it tries until its minions are there, and the application stays locked until then`() async throws {
        let app = try MinionID("app2")
        await stage.fleet.disconnect(app)
        try await leaveOpen(.deactivate, "1.13", from: .active, to: .deactivated)
        let stage = stage
        try await recover { await stage.fleet.asked > 4 }
        #expect(await stage.store.openTransitions().count == 1)
        #expect(await stage.states() == ["1.12 inactive", "1.13 active", "1.14 release"])
        await stage.fleet.connect(app)
        try await recover(until: isEnded)
        #expect(await stage.states() == ["1.12 inactive", "1.14 release"])
    }

    @Test func `an attempt that fails leaves the action open for the next`() async throws {
        try await leaveOpen(.deactivate, "1.13", from: .active, to: .deactivated)
        await stage.fleet.answer("docker_stack.absent") { _ in .failed("no engine") }
        let (stage, isEnded) = (stage, isEnded)
        try await recover { stage.engine.calls.count >= 3 }
        #expect(await stage.store.openTransitions().count == 1)
        await stage.fleet.answer("docker_stack.absent") { _ in nil }
        try await recover(until: isEnded)
    }

    @Test func `it stops as soon as the action is ended`() async throws {
        try await leaveOpen(.deactivate, "1.13", from: .active, to: .deactivated)
        let isEnded = isEnded
        try await recover {
            guard try await isEnded() else { return false }
            // Many pauses long.
            try await Task.sleep(for: .milliseconds(60))
            return true
        }
        #expect(stage.engine.calls.count == 1)
    }

    @Test func `with a pillar that is broken it goes by what the pillar said at the release`() async throws {
        let made = try StackStage.stack("1.15", .deactivated, "c")
        try await leaveOpen(
            .release, "1.15", from: .deactivated, to: .release, creating: made,
            stacks: Array(try StackStage.full().prefix(2)))
        stage.breakPillar("no such file")
        try await recover(until: isEnded)
        #expect(await stage.left().isEmpty)
    }
}
