package import Model
import Values

/// The rules by which stacks move, and nothing else: what exists and an action in, what is to happen or a refusal out.
package struct Lifecycle: Sendable {
    let app: String
    let stacks: [Stack]
    private let leftovers: [StackLeftover]

    /// - Parameters:
    ///   - stacks: the stacks of the application that exist.
    ///   - leftovers: what may be left of those that do not.
    package init(app: String, stacks: [Stack], leftovers: [StackLeftover] = []) {
        self.app = app
        self.stacks = stacks
        self.leftovers = leftovers
    }

    func stack(in state: StackState) -> Stack? { stacks.first { $0.state == state } }

    func stack(_ version: String) -> Stack? { stacks.first { $0.version == version } }

    /// What an action would do.
    ///
    /// - Parameters:
    ///   - version: the stack that is meant; a rollback needs none.
    ///   - replacing: for a release: deactivate what is in release first.
    /// - Throws: a `Refusal` that says what is in the way and what to do.
    package func move(
        _ action: StackAction, version: String?, replacing: Bool = false, at now: Int64
    ) throws(Refusal) -> StackMove {
        switch action {
        case .rollback: try rollback(at: now)
        case .release: try release(required(version, for: action), replacing: replacing, at: now)
        case .activate: try activate(required(version, for: action), at: now)
        case .deactivate: try deactivate(required(version, for: action))
        }
    }

    private func required(_ version: String?, for action: StackAction) throws(Refusal) -> String {
        guard let version, !version.isEmpty else {
            throw Refusal(
                .badRequest, "\(action.rawValue) of \(app) needs a version",
                hint: "pigeon stack \(action.rawValue) \(app) --version V; \(existing)")
        }
        return version
    }

    private func release(_ version: String, replacing: Bool, at now: Int64) throws(Refusal) -> StackMove {
        if let same = stack(version) {
            switch same.state {
            case .release:
                return StackMove(.release, same, to: .release, before: stacks, after: stacks, removed: [])
            case .active:
                throw Refusal(
                    .conflict, "\(same.label) is active: it serves production already",
                    hint: "release another version, or deactivate this one first")
            case .inactive, .deactivated:
                throw Refusal(
                    .conflict, "\(same.label) is inactive: it exists as what a rollback goes back to",
                    hint:
                        "`pigeon stack rollback \(app)` or `pigeon stack activate \(app) --version \(version)` puts it "
                        + "into production; `pigeon stack deactivate \(app) --version \(version)` makes room to release it anew"
                )
            }
        }
        var removed: [Stack] = []
        if let other = stack(in: .release) {
            guard replacing else {
                throw Refusal(
                    .conflict, "\(other.label) is in release: only one stack of an application can be",
                    hint: "activate it, deactivate it, or repeat with --replace to deactivate it first")
            }
            removed = [other]
        }
        let staying = stacks.filter { !removed.contains($0) }
        let new = made(version, .release, backend: freeBackend(beside: staying), since: now)
        return StackMove(
            .release, new, from: .deactivated, to: .release, before: stacks, after: staying + [new], removed: removed)
    }

    private func activate(_ version: String, at now: Int64) throws(Refusal) -> StackMove {
        guard let stack = stack(version) else {
            let hint =
                stack(in: .release).map { "\($0.version) is in release: --version \($0.version)" }
                ?? "release it first: pigeon stack release \(app) --version \(version)"
            throw Refusal(.conflict, "\(app)/\(version) is neither released nor inactive", hint: hint)
        }
        guard stack.state != .active else {
            return StackMove(.activate, stack, to: .active, before: stacks, after: stacks, removed: [])
        }
        let old = self.stack(in: .active)
        let removed = stacks.filter { $0.state == .inactive && $0 != stack && old != nil }
        let after = stacks.filter { !removed.contains($0) }.map { other in
            if other == stack { return other.moved(to: .active, at: now) }
            return other == old ? other.moved(to: .inactive, at: now) : other
        }
        return StackMove(.activate, stack, to: .active, before: stacks, after: after, removed: removed)
    }

    private func deactivate(_ version: String) throws(Refusal) -> StackMove {
        guard let stack = stack(version) else {
            // A backend that it had may be another's by now.
            let absent = made(version, .deactivated, backend: "", since: 0)
            return StackMove(.deactivate, absent, to: .deactivated, before: stacks, after: stacks, removed: [absent])
        }
        return StackMove(
            .deactivate, stack, to: .deactivated, before: stacks, after: stacks.filter { $0 != stack },
            removed: [stack])
    }

    private func rollback(at now: Int64) throws(Refusal) -> StackMove {
        guard let stack = stack(in: .inactive) else {
            throw Refusal(
                .conflict, "there is no inactive stack of \(app) to roll back to", hint: existing)
        }
        let old = self.stack(in: .active)
        let after = stacks.map { other in
            if other == stack { return other.moved(to: .active, at: now) }
            return other == old ? other.moved(to: .inactive, at: now) : other
        }
        return StackMove(.rollback, stack, to: .active, before: stacks, after: after, removed: [])
    }

    /// A stack that did not exist until now; of an earlier one of this version something may be left.
    private func made(_ version: String, _ state: StackState, backend: String, since: Int64) -> Stack {
        let left = leftovers.first { $0.stack.version == version }?.stack
        return Stack(
            app: app, version: version, state: state, backend: backend, since: since,
            definition: left?.definition ?? .null, minions: left?.minions ?? [])
    }

    /// The first of the three backends of the application that no stack occupies. There is always one for a release,
    /// since at most one stack is active and one inactive by then.
    private func freeBackend(beside staying: [Stack]) -> String {
        let taken = Set(staying.map(\.backend))
        return ["a", "b", "c"].map { "\(app)_\($0)" }.first { !taken.contains($0) } ?? "\(app)_a"
    }

    private var existing: String {
        if stacks.isEmpty { return "no stack of \(app) exists" }
        return "there is " + stacks.map { "\($0.version) (\($0.state.rawValue))" }.joined(separator: ", ")
    }
}

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

    /// The stacks when the action has failed. What a `--replace` has taken down by then does not come back, and a deactivation that
    /// got stuck leaves its stack without traffic, to be deactivated again.
    func afterFailure(hasRemoved: Bool) -> [Stack] {
        switch action {
        case .release: hasRemoved ? before.filter { !removed.contains($0) } : before
        case .activate, .rollback: before
        case .deactivate:
            before.contains { $0.state == .inactive }
                ? before : before.map { $0 == stack ? $0.moved(to: .inactive, at: $0.since) : $0 }
        }
    }

    /// The entries of the load balancers' map: the backend by state, null where there is none.
    func routes(of stacks: [Stack]) -> ValueMap {
        func backend(_ state: StackState) -> Value { Value(stacks.first { $0.state == state }?.backend) }
        return ["active": backend(.active), "release": backend(.release), "inactive": backend(.inactive)]
    }
}

extension Stack {
    func moved(to state: StackState, at now: Int64) -> Stack {
        var copy = self
        copy.state = state
        copy.since = now
        return copy
    }
}
