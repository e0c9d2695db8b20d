import Model
import Testing
import Values

@testable import ControlPlane

/// What counts as left of a stack that does not exist.
struct LeftoverTests {
    private static let pillar: Value = [
        "loadbal": ["target": "lb*", "frontend": "www", "backend_port": 8080], "config": ["target": "app*"],
        "task_definitions": ["web": ["docker_config": ["image": "myapp:1"]]],
    ]

    private static func stack(_ version: String, _ state: StackState, _ slot: String) -> Stack {
        Stack(app: "app", version: version, state: state, backend: "app_\(slot)", since: 1)
    }

    private let stacks = [stack("1.12", .inactive, "a"), stack("1.13", .active, "b"), stack("1.14", .release, "c")]

    private func begun(_ action: StackAction, _ version: String, replacing: Bool = false) throws -> BegunMove {
        let move = try Lifecycle(app: "app", stacks: stacks).move(action, version: version, replacing: replacing, at: 2)
        return BegunMove(
            plan: StackPlan(
                definition: try StackDefinition(app: "app", pillar: Self.pillar),
                recorded: RecordedDefinitions(of: []), move: move,
                placement: StackPlacement(stacks: stacks, moved: move.stack, accepted: [], target: [], isNew: false),
                loadBalancers: [], notes: []))
    }

    @Test func `a stack that an activation could not remove is left`() throws {
        var activation = try begun(.activate, "1.14")
        let after = activation.plan.move.after
        #expect(activation.leftovers(after: [], beside: after) == [StackLeftover(stacks[0], isKept: false)])
        activation.gone = ["1.12"]
        #expect(activation.leftovers(after: [], beside: after).isEmpty)
    }

    @Test func `a failed release leaves its stack until that is removed, kept or not`() throws {
        var release = try begun(.release, "1.15", replacing: true)
        let new = release.plan.move.stack
        #expect(release.leftovers(after: [], beside: stacks) == [StackLeftover(new, isKept: false)])
        release.kept = ["1.15"]
        #expect(release.leftovers(after: [], beside: stacks) == [StackLeftover(new, isKept: true)])
        release.kept = []
        release.gone = ["1.14", "1.15"]
        #expect(release.leftovers(after: [], beside: stacks.filter { $0.version != "1.14" }).isEmpty)
    }

    @Test func `what was left before stays left until it exists again or is gone`() throws {
        let earlier = StackLeftover(Self.stack("1.10", .deactivated, ""), isKept: true)
        var deactivation = try begun(.deactivate, "1.10")
        #expect(deactivation.leftovers(after: [earlier], beside: stacks).map(\.stack.version) == ["1.10"])
        deactivation.gone = ["1.10"]
        #expect(deactivation.leftovers(after: [earlier], beside: stacks).isEmpty)
        let other = try begun(.activate, "1.14")
        let left = other.leftovers(after: [earlier], beside: other.plan.move.after)
        #expect(left.map(\.stack.version) == ["1.10", "1.12"])
    }

    @Test func `a deactivation of what is left knows where it was`() throws {
        var left = Self.stack("1.10", .deactivated, "a")
        left.minions = [try MinionID("app7")]
        left.definition = Self.pillar
        let lifecycle = Lifecycle(app: "app", stacks: stacks, leftovers: [StackLeftover(left, isKept: false)])
        let move = try lifecycle.move(.deactivate, version: "1.10", at: 2)
        #expect(move.removed.map(\.minions) == [[try MinionID("app7")]])
        #expect(move.removed.map(\.backend) == [""], "its backend is another's by now")
        let alone = Lifecycle(app: "app", stacks: [stacks[1]], leftovers: [StackLeftover(left, isKept: false)])
        #expect(try alone.move(.deactivate, version: "1.10", at: 2).removed.map(\.backend) == ["app_a"])
    }
}
