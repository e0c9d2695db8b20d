import ControlPlane
import Model
import Values

/// A `StackStore` on memory; `StackStoreRulesTests` holds it to what every store keeps.
actor MemoryStackStore: StackStore {
    /// Two stacks of an application in one state, one version twice, or a stack of another application.
    struct Conflict: Error {}
    struct NotOpen: Error {}

    private var existing: [Stack] = []
    private var left: [StackLeftover] = []
    private var journal: [StackTransition] = []
    private var isFull = false

    /// Whether no outcome is taken any more.
    func fill(_ isFull: Bool) { self.isFull = isFull }

    func stacks(of app: String?) -> [Stack] { existing.filter { app == nil || $0.app == app } }

    func leftovers(of app: String?) -> [StackLeftover] { left.filter { app == nil || $0.stack.app == app } }

    func begin(
        _ intent: StackTransition, expecting stacks: [Stack], creating: Stack?
    ) throws -> StackTransition {
        if let holder = openTransitions().first(where: { $0.app == intent.app }) { throw StackBusy(holder: holder) }
        guard Set(self.stacks(of: intent.app)) == Set(stacks) else { throw StacksChanged() }
        var begun = intent
        begun.id = Int64(journal.count) + 1
        begun.outcome = .intended
        begun.ended = nil
        journal.append(begun)
        if let creating {
            left.removeAll { $0.stack.label == creating.label }
            left.append(Self.deactivated(StackLeftover(creating, isKept: false)))
        }
        return begun
    }

    func finish(_ transition: StackTransition, stacks: [Stack], leftovers: [StackLeftover]) throws {
        if isFull { throw FullStore() }
        guard let place = journal.firstIndex(where: { $0.id == transition.id && $0.outcome == .intended }) else {
            throw NotOpen()
        }
        try record(stacks, leftovers: leftovers, of: transition.app)
        journal[place] = transition
    }

    func record(_ stacks: [Stack], leftovers: [StackLeftover], of app: String) throws {
        let stacks = stacks.filter { $0.state != .deactivated }
        guard stacks.allSatisfy({ $0.app == app }), Set(stacks.map(\.state)).count == stacks.count,
            Set(stacks.map(\.version)).count == stacks.count
        else { throw Conflict() }
        existing = existing.filter { $0.app != app } + stacks
        left = left.filter { $0.stack.app != app } + leftovers.map(Self.deactivated)
    }

    func openTransitions() -> [StackTransition] { journal.filter { $0.outcome == .intended } }

    func history(of app: String?, limit: Int) -> [StackTransition] {
        Array(journal.filter { app == nil || $0.app == app }.reversed().prefix(limit))
    }

    /// What is left of a stack is of none that exists.
    private static func deactivated(_ leftover: StackLeftover) -> StackLeftover {
        var leftover = leftover
        leftover.stack.state = .deactivated
        return leftover
    }
}
