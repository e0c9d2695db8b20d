import Model
import Testing
import Values

@testable import ControlPlane

/// Where a stack's containers are, and that no minion of it is forgotten.
struct StackPlacementTests {
    private static func stage(_ minions: [String]) async throws -> StackStage {
        let stage = try StackStage(minions: minions + ["lb1"])
        try await stage.store.record(try StackStage.full(), leftovers: [], of: "app")
        return stage
    }

    @Test func `a repeated release onto more minions has its containers on all of them`() async throws {
        let plan = try await Self.stage(["app1", "app2", "app3"]).plan(.release, "1.14")
        #expect(plan.placement.here.map(\.text) == ["app1", "app2", "app3"])
        #expect(plan.placement.former.isEmpty)
        #expect(plan.move.stack.minions.map(\.text) == ["app1", "app2", "app3"])
    }

    @Test func `a repeated release onto other minions remembers those that it leaves`() async throws {
        let stage = try await Self.stage(["app1", "app2", "app3"])
        var entry = try #require(StackStage.pillar.map)
        entry["config"] = ["target": "app2,app3", "target_type": "list"]
        stage.setPillar(["app": .map(entry)])
        let plan = try await stage.plan(.release, "1.14")
        #expect(plan.placement.here.map(\.text) == ["app2", "app3"])
        #expect(plan.placement.former.map(\.text) == ["app1"])
        #expect(plan.placement.everywhere.map(\.text) == ["app1", "app2", "app3"])
        #expect(plan.move.stack.minions.map(\.text) == ["app1", "app2", "app3"])
        #expect(plan.hosts(of: plan.move.stack).map(\.text) == ["app1", "app2", "app3"])
    }

    @Test func `a release does not wait for a minion that it leaves`() async throws {
        let stage = try await Self.stage(["app1", "app2"])
        var entry = try #require(StackStage.pillar.map)
        entry["config"] = ["target": "app1"]
        stage.setPillar(["app": .map(entry)])
        await stage.fleet.disconnect(try MinionID("app2"))
        #expect(try await stage.plan(.release, "1.14").placement.former.map(\.text) == ["app2"])
    }

    @Test func `a release of what was left somewhere knows both places`() async throws {
        let stage = try StackStage(minions: ["app1", "old1", "lb1"])
        let left = try StackStage.stack("1.14", .deactivated, "a", on: ["old1"])
        try await stage.store.record([], leftovers: [StackLeftover(left, isKept: true)], of: "app")
        let plan = try await stage.plan(.release, "1.14")
        #expect(plan.move.stack.minions.map(\.text) == ["app1", "old1"])
        #expect(plan.placement.former.map(\.text) == ["old1"])
    }

    @Test func `an action that starts nothing keeps to the minions of the release, whatever the target says`()
        async throws
    {
        let plan = try await Self.stage(["app1", "app2", "app3"]).plan(.activate, "1.14")
        #expect(plan.appMinions.map(\.text) == ["app1", "app2"])
    }
}
