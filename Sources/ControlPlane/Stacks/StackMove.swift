package import Model
import Values

/// What an action does to the stacks of an application.
package struct StackMove: Sendable, Hashable {
    package let action: StackAction
    /// The stack that is moved, as it was before (a new one for a release).
    package private(set) var stack: Stack
    package let from: StackState
    package let to: StackState
    package let before: [Stack]
    package private(set) var after: [Stack]
    /// The stacks that are taken down on the way, drained first.
    package let removed: [Stack]

    init(
        _ action: StackAction, _ stack: Stack, from: StackState? = nil, to: StackState, before: [Stack],
        after: [Stack], removed: [Stack]
    ) {
        self.action = action
        self.stack = stack
        self.from = from ?? stack.state
        self.to = to
        self.before = before
        self.after = after
        self.removed = removed
    }

    /// The move of a release with what its stack is made of written into the stack.
    func recording(_ definition: Value, on minions: [MinionID]) -> StackMove {
        var copy = self
        (copy.stack.definition, copy.stack.minions) = (definition, minions)
        copy.after = after.map { $0.version == stack.version ? copy.stack : $0 }
        return copy
    }

    /// Whether the stacks are already as the action wants them.
    package var isDone: Bool { from == to }

    /// The stacks while those that leave are taken down: neither they nor one that is only being released have routes.
    var duringRemoval: [Stack] { action == .release ? after.filter { $0 != stack } : after }

    /// The stacks when the action has failed. What it has taken down by then, or begun to, does not come back: it is
    /// left over, and removed as soon as that can be done.
    func afterFailure(hasRemoved: Bool) -> [Stack] {
        // Its containers may be on minions by now that it was not on before.
        let placed = before.map { $0.version == stack.version ? $0.placed(on: stack.minions) : $0 }
        return hasRemoved ? placed.filter { !isRemoved($0) } : placed
    }

    private func isRemoved(_ stack: Stack) -> Bool { removed.contains { $0.version == stack.version } }

    /// The entries of the load balancers' map: the backend by state, null where there is none.
    func routes(of stacks: [Stack]) -> ValueMap {
        func backend(_ state: StackState) -> Value { Value(stacks.first { $0.state == state }?.backend) }
        return ["active": backend(.active), "release": backend(.release), "inactive": backend(.inactive)]
    }
}

extension Stack {
    func placed(on minions: [MinionID]) -> Stack {
        var copy = self
        copy.minions = minions
        return copy
    }

    func moved(to state: StackState, at now: Int64) -> Stack {
        var copy = self
        copy.state = state
        copy.since = now
        return copy
    }
}
