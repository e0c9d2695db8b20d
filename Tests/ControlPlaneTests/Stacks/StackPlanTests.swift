import Model
import Testing
import Values

@testable import ControlPlane

/// What an action goes by: the pillar, or what it said when a stack was released; and the minions that it needs.
struct StackPlanTests {
    private let stage: StackStage

    init() async throws {
        stage = try StackStage()
        try await stage.store.record(try StackStage.full(), leftovers: [], of: "app")
    }

    private func refusal(of plan: () async throws -> StackPlan) async throws -> Refusal {
        var refusal: Refusal?
        do { _ = try await plan() } catch let error as Refusal { refusal = error }
        return try #require(refusal)
    }

    @Test func `a pillar that works is what an action goes by, without a note`() async throws {
        let plan = try await stage.plan(.activate)
        #expect(plan.move.stack.version == "1.14", "the pillar's version")
        #expect(plan.notes.isEmpty)
        #expect(plan.appMinions.map(\.text) == ["app1", "app2"])
        #expect(plan.loadBalancers.map(\.text) == ["lb1"])
    }

    @Test(arguments: [StackAction.activate, .deactivate, .rollback])
    func `with a pillar that does not render an action goes by what it said at the release`(
        action: StackAction
    ) async throws {
        stage.breakPillar("Jinja variable 'version' is undefined")
        let plan = try await stage.plan(action, action == .rollback ? nil : "1.14")
        #expect(plan.definition.loadbal.frontend == "www")
        let note = try #require(plan.notes.first)
        #expect(note.contains("Jinja variable 'version' is undefined"))
        #expect(note.contains("app/\(action == .rollback ? "1.12" : "1.14")"))
    }

    @Test func `an application that is gone from the pillar can still be activated and deactivated`() async throws {
        stage.setPillar(["other": StackStage.pillar])
        #expect(try await stage.plan(.activate, "1.14").notes.count == 1)
        #expect(try await stage.plan(.deactivate, "1.13").move.removed.map(\.version) == ["1.13"])
    }

    @Test func `a release is refused while the pillar can't be used`() async throws {
        stage.breakPillar("no such file")
        await #expect(throws: Diagnostics([Diagnostic("no such file")])) {
            try await stage.plan(.release, "1.15", replacing: true)
        }
        stage.setPillar([:])
        #expect(try await refusal { try await stage.plan(.release, "1.15", replacing: true) }.kind == .notFound)
    }

    @Test func `a pillar 'stacks' that is no mapping is said to be none`() async throws {
        stage.setPillar(entries: ["app"])
        await #expect(throws: Diagnostics.self) { try await stage.plan(.release, "1.15", replacing: true) }
        let problems = await #expect(throws: Diagnostics.self) { try await stage.service.applications() }
        let sentence = "the pillar 'stacks' must be a mapping of applications, not a list"
        #expect(problems?.description.contains(sentence) == true)
    }

    @Test func `a target that can't be read is named with its place`() async throws {
        var entry = try #require(StackStage.pillar.map)
        entry["loadbal"] = ["target": "lb[", "target_type": "pcre", "frontend": "www", "backend_port": 8080]
        stage.setPillar(["app": .map(entry)])
        let problems = await #expect(throws: Diagnostics.self) { try await stage.plan(.activate, "1.14") }
        #expect(problems?.description.contains("stacks:app:loadbal:target 'lb[' (pcre): ") == true)
    }

    @Test func `what was recorded at a release and can't be read any more is told`() async throws {
        let old = try StackStage.stack("1.13", .active, "b", definition: ["loadbal": "none"])
        try await stage.store.record([old], leftovers: [], of: "app")
        let plan = try await stage.plan(.deactivate, "1.13")
        let note = try #require(plan.notes.first)
        #expect(note.contains("when app/1.13 was released can't be read any more"))
        #expect(plan.definition(of: old).loadbal.frontend == "www")
    }

    @Test func `an activation needs a version when the pillar can't say one`() async throws {
        stage.breakPillar("no such file")
        let refused = try await refusal { try await stage.plan(.activate) }
        #expect(refused.kind == .badRequest)
        #expect(refused.hint?.contains("--version") == true)
    }

    @Test func `an activation needs a version when the pillar names none`() async throws {
        var entry = try #require(StackStage.pillar.map)
        entry["version"] = nil
        stage.setPillar(["app": .map(entry)])
        #expect(try await refusal { try await stage.plan(.activate) }.kind == .badRequest)
    }

    @Test func `a deactivation leaves out a minion whose key is deleted, and says so`() async throws {
        await stage.fleet.deleteKey(of: try MinionID("app2"))
        let plan = try await stage.plan(.deactivate, "1.13")
        #expect(plan.appMinions.map(\.text) == ["app1"])
        let note = try #require(plan.notes.first)
        #expect(note.contains("app2") && note.contains("app/1.13"))
    }

    @Test(arguments: [StackAction.activate, .deactivate, .rollback])
    func `an action is refused while a minion of its stack is away`(action: StackAction) async throws {
        await stage.fleet.disconnect(try MinionID("app2"))
        let refused = try await refusal { try await stage.plan(action, action == .rollback ? nil : "1.14") }
        #expect(refused.message.contains("app2"))
        #expect(refused.message.contains(action == .rollback ? "app/1.12" : "app/1.14"))
        #expect(refused.hint?.contains("pigeon key delete app2") == true)
        #expect(!refused.isByRule, "it is no rule that stands in the way")
    }

    @Test func `an activation does not wait for the minions of what it only removes afterwards`() async throws {
        var stacks = try StackStage.full()
        stacks[0].minions = [try MinionID("app2")]
        stacks[2].minions = [try MinionID("app1")]
        try await stage.store.record(stacks, leftovers: [], of: "app")
        await stage.fleet.disconnect(try MinionID("app2"))
        #expect(try await stage.plan(.activate, "1.14").move.removed.map(\.version) == ["1.12"])
    }

    @Test func `a release that replaces waits for the minions of what it replaces`() async throws {
        var stacks = try StackStage.full()
        let old = try MinionID("old1")
        stacks[2].minions = [old]
        try await stage.store.record(stacks, leftovers: [], of: "app")
        let grown = try StackStage(minions: ["app1", "lb1", "old1"])
        try await grown.store.record(stacks, leftovers: [], of: "app")
        await grown.fleet.disconnect(old)
        let refused = try await refusal { try await grown.plan(.release, "1.15", replacing: true) }
        #expect(refused.message.contains("old1") && refused.message.contains("app/1.14"))
    }

    @Test func `a target that means nobody, or somebody who is away, is told with its place`() async throws {
        await stage.fleet.disconnect(try MinionID("lb1"))
        let away = try await refusal { try await stage.plan(.activate, "1.14") }
        #expect(away.message.contains("lb1") && away.message.contains("stacks:app:loadbal"))
        await stage.fleet.deleteKey(of: try MinionID("lb1"))
        let nobody = try await refusal { try await stage.plan(.activate, "1.14") }
        #expect(nobody.message.contains("stacks:app:loadbal") && nobody.message.contains("lb*"))
    }

    @Test func `what is only to be ended takes the pillar of its release, and starts nothing on new minions`()
        async throws
    {
        let left = try StackStage.stack("1.15", .deactivated, "c", on: ["app1"])
        try await stage.store.record(
            Array(try StackStage.full().prefix(2)), leftovers: [StackLeftover(left, isKept: false)], of: "app")
        stage.breakPillar("no such file")
        let plan = try await stage.plan(.release, "1.15", replacing: true, isEnding: true)
        #expect(plan.appMinions.map(\.text) == ["app1"])
        #expect(plan.move.stack.minions.map(\.text) == ["app1"])
        #expect(plan.notes.count == 1)
    }
}
