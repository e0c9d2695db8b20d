import Execution
import Logging
import Model
import Testing
import Values

@testable import ControlPlane

/// What is left of stacks is removed as soon as that can be done, and nothing else is.
struct LeftoverCleanUpTests {
    private let stage: StackStage

    init() async throws {
        stage = try StackStage()
        StackScript(stage: stage).install()
    }

    private func leave(_ leftovers: (version: String, minions: [String], isKept: Bool)...) async throws {
        try await stage.store.record(
            [try StackStage.stack("1.13", .active, "b")],
            leftovers: try leftovers.map {
                StackLeftover(try StackStage.stack($0.version, .deactivated, "", on: $0.minions), isKept: $0.isKept)
            }, of: "app")
    }

    /// Runs the clean-up until something holds.
    ///
    /// - Parameter pause: between attempts while nobody comes or goes.
    private func cleanUp(pause: Duration = .milliseconds(1), until holds: @Sendable () async throws -> Bool)
        async throws
    {
        let cleanUp = LeftoverCleanUp(
            service: stage.service, orchestrator: stage.orchestrator, numbers: stage.numbers,
            logger: Logger(label: "test"), period: .milliseconds(1), pause: Backoff(first: pause, limit: pause))
        let task = Task { try await cleanUp.run() }
        #expect(try await eventually(holds))
        task.cancel()
        _ = await task.result
    }

    @Test func `what is left is removed, with an entry of the user clean-up in the history`() async throws {
        try await leave(("1.10", ["app1", "app2"], false))
        let stage = stage
        try await cleanUp { await stage.left().isEmpty }
        let entry = try #require(await stage.store.history(of: "app", limit: 1).first)
        #expect(entry.user == "clean-up" && entry.version == "1.10" && entry.outcome == .succeeded)
        #expect(await stage.fleet.calls(of: "docker_stack.absent").map(\.name) == ["app/1.10", "app/1.10"])
        #expect(await stage.states() == ["1.13 active"])
    }

    @Test func `what is kept on request stays`() async throws {
        try await leave(("1.9", ["app1"], true), ("1.10", ["app1"], false))
        let stage = stage
        try await cleanUp { await stage.left() == ["1.9"] }
        #expect(await stage.fleet.calls(of: "docker_stack.absent").map(\.name) == ["app/1.10"])
        #expect(stage.engine.calls.count == 1, "what is kept is not even tried")
    }

    @Test func `an application with an open action is left alone until that is over`() async throws {
        try await leave(("1.10", ["app1"], false))
        let open = try await stage.store.begin(
            StackTransition(
                app: "app", action: .activate, version: "1.14", from: .release, to: .active, user: "fred",
                jid: JobID(microseconds: 1), started: 1), expecting: await stage.store.stacks(of: "app"),
            creating: nil)
        let stage = stage
        try await cleanUp {
            try await Task.sleep(for: .milliseconds(40))
            return true
        }
        #expect(stage.engine.calls.isEmpty)
        #expect(await stage.left() == ["1.10"])
        var over = open
        over.outcome = .failed
        try await stage.store.finish(
            over, stacks: await stage.store.stacks(of: "app"), leftovers: await stage.store.leftovers(of: "app"))
        try await cleanUp { await stage.left().isEmpty }
    }

    @Test func `it tries again when a minion comes back, however long the pause`() async throws {
        let app = try MinionID("app2")
        try await leave(("1.10", ["app1", "app2"], false))
        await stage.fleet.disconnect(app)
        let stage = stage
        try await cleanUp(pause: .seconds(600)) {
            // The first attempt finds it away.
            if await stage.fleet.asked > 4 { await stage.fleet.connect(app) }
            return await stage.left().isEmpty
        }
        #expect(stage.engine.calls.count == 1, "while it was away there was no job")
    }

    @Test func `while nobody comes or goes it waits before it tries again`() async throws {
        try await leave(("1.10", ["app1"], false))
        await stage.fleet.answer("docker_stack.absent") { _ in .failed("no engine") }
        let stage = stage
        try await cleanUp(pause: .seconds(600)) {
            guard !stage.engine.calls.isEmpty else { return false }
            try await Task.sleep(for: .milliseconds(40))
            return true
        }
        #expect(stage.engine.calls.count == 1)
        #expect(await stage.left() == ["1.10"])
    }

    @Test func `one that can't be removed keeps no other from being removed`() async throws {
        try await leave(("1.9", ["app1"], false), ("1.10", ["app2"], false), ("1.11", ["app1"], false))
        await stage.fleet.answer("docker_stack.absent") { $0.name == "app/1.9" ? .failed("no engine") : nil }
        await stage.fleet.disconnect(try MinionID("app2"))
        let stage = stage
        try await cleanUp { await stage.left() == ["1.10", "1.9"] }
        await stage.fleet.answer("docker_stack.absent") { _ in nil }
        await stage.fleet.connect(try MinionID("app2"))
        try await cleanUp { await stage.left().isEmpty }
    }
}
