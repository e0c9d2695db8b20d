import Model
import Testing
import Values

@testable import ControlPlane

/// The rules of the contract, row by row.
struct LifecycleTests {
    private static func stack(_ version: String, _ state: StackState, _ slot: String) -> Stack {
        Stack(app: "app", version: version, state: state, backend: "app_\(slot)", since: 1)
    }

    private let full = Lifecycle(
        app: "app",
        stacks: [stack("1.12", .inactive, "a"), stack("1.13", .active, "b"), stack("1.14", .release, "c")])
    private let running = Lifecycle(app: "app", stacks: [stack("1.13", .active, "b")])
    private let empty = Lifecycle(app: "app", stacks: [])

    private func refusal(of body: () throws(Refusal) -> StackMove) -> Refusal? {
        do {
            _ = try body()
            return nil
        } catch {
            return error
        }
    }

    @Test func `a release takes a free backend and leaves the others alone`() throws {
        let move = try running.move(.release, version: "1.14", at: 2)
        #expect(move.from == .deactivated)
        #expect(move.to == .release)
        #expect(move.stack.backend == "app_a")
        #expect(move.after.filter { $0.version == "1.13" } == running.stacks)
        #expect(move.removed.isEmpty)
    }

    @Test func `a second stack in release is refused by name, and replaced on request`() throws {
        let refused = refusal { () throws(Refusal) in try full.move(.release, version: "1.15", at: 2) }
        #expect(refused?.kind == .conflict)
        #expect(refused?.message.contains("app/1.14 is in release") == true)
        #expect(refused?.hint?.contains("--replace") == true)

        let move = try full.move(.release, version: "1.15", replacing: true, at: 2)
        #expect(move.removed.map(\.version) == ["1.14"])
        #expect(move.stack.backend == "app_c", "the only backend that is free once 1.14 is gone")
        #expect(move.duringRemoval.map(\.version) == ["1.12", "1.13"])
        #expect(move.afterFailure(hasRemoved: true).map(\.version) == ["1.12", "1.13"])
        #expect(move.afterFailure(hasRemoved: false) == full.stacks, "nothing had been taken down yet")
    }

    @Test func `a release of what is in release changes nothing`() throws {
        let move = try full.move(.release, version: "1.14", at: 2)
        #expect(move.isDone)
        #expect(move.after == full.stacks)
    }

    @Test(arguments: ["1.13", "1.12"])
    func `a release of what serves or has served is refused`(version: String) {
        #expect(refusal { () throws(Refusal) in try full.move(.release, version: version, at: 2) }?.kind == .conflict)
    }

    @Test func `an activation makes the active stack inactive and removes the older one`() throws {
        let move = try full.move(.activate, version: "1.14", at: 2)
        #expect(move.from == .release)
        #expect(move.removed.map(\.version) == ["1.12"])
        #expect(move.routes(of: move.after) == ["active": "app_c", "release": nil, "inactive": "app_b"])
        #expect(move.routes(of: move.before) == ["active": "app_b", "release": "app_c", "inactive": "app_a"])
    }

    @Test func `the inactive stack can be activated, which swaps the two`() throws {
        let move = try full.move(.activate, version: "1.12", at: 2)
        #expect(move.removed.isEmpty)
        #expect(move.routes(of: move.after) == ["active": "app_a", "release": "app_c", "inactive": "app_b"])
    }

    @Test func `an activation of what was not released is refused with what could be`() {
        let refused = refusal { () throws(Refusal) in try full.move(.activate, version: "1.99", at: 2) }
        #expect(refused?.message == "app/1.99 is neither released nor inactive")
        #expect(refused?.hint?.contains("1.14") == true)
    }

    @Test func `a rollback swaps active and inactive and starts and stops nothing`() throws {
        let move = try full.move(.rollback, version: nil, at: 2)
        #expect(move.stack.version == "1.12")
        #expect(move.removed.isEmpty)
        #expect(move.after.map(\.version) == full.stacks.map(\.version))
        #expect(move.routes(of: move.after) == ["active": "app_a", "release": "app_c", "inactive": "app_b"])
    }

    @Test func `a rollback without an inactive stack is refused`() {
        let refused = refusal { () throws(Refusal) in try running.move(.rollback, version: nil, at: 2) }
        #expect(refused?.kind == .conflict)
        #expect(refused?.message == "there is no inactive stack of app to roll back to")
    }

    @Test(arguments: [nil, ""])
    func `a deactivation without a version is refused and says what there is`(version: String?) {
        let refused = refusal { () throws(Refusal) in try full.move(.deactivate, version: version, at: 2) }
        #expect(refused?.kind == .badRequest)
        #expect(refused?.hint?.contains("1.13 (active)") == true)
    }

    @Test(arguments: ["1.12", "1.13", "1.14"])
    func `a deactivation takes down a stack of any state`(version: String) throws {
        let move = try full.move(.deactivate, version: version, at: 2)
        #expect(move.removed.map(\.version) == [version])
        #expect(!move.after.contains { $0.version == version })
        #expect(move.duringRemoval == move.after)
    }

    @Test func `a deactivation of what does not exist is done already`() throws {
        let move = try empty.move(.deactivate, version: "1.0", at: 2)
        #expect(move.isDone)
        #expect(move.after.isEmpty)
    }

    @Test func `a deactivation that got stuck leaves no stack that claims traffic`() throws {
        let move = try running.move(.deactivate, version: "1.13", at: 2)
        #expect(move.afterFailure(hasRemoved: true).isEmpty, "it is left over, and removed as that")
        #expect(move.afterFailure(hasRemoved: false) == running.stacks, "nothing had been taken from it yet")
    }

    /// Ten thousand random actions from an empty start; after each the contract's invariants hold.
    @Test func `whatever is done, a state holds at most one stack and no backend is shared`() {
        var generator = SplitMix(seed: 20_261_121)
        var stacks: [Stack] = []
        for time in 0..<10_000 {
            let lifecycle = Lifecycle(app: "app", stacks: stacks)
            let action = StackAction.allCases.randomElement(using: &generator) ?? .release
            let version = "1.\(Int.random(in: 0..<6, using: &generator))"
            let isReplacing = Bool.random(using: &generator)
            guard let move = try? lifecycle.move(action, version: version, replacing: isReplacing, at: Int64(time))
            else {
                continue
            }
            stacks = Bool.random(using: &generator) ? move.after : move.afterFailure(hasRemoved: true)
            #expect(Set(stacks.map(\.state)).count == stacks.count)
            #expect(Set(stacks.map(\.version)).count == stacks.count)
            #expect(Set(stacks.map(\.backend)).count == stacks.count)
            #expect(move.removed.allSatisfy { !move.after.contains($0) })
        }
    }
}

/// A small generator with a fixed seed (Steele, Lea, Flood: SplitMix64).
struct SplitMix: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
