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
            let absent = made(version, .deactivated, backend: backendOfLeftover(version), since: 0)
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

    /// The backend that may still have servers of what is left, unless it is another's by now.
    private func backendOfLeftover(_ version: String) -> String {
        let backend = leftovers.first { $0.stack.version == version }?.stack.backend ?? ""
        return stacks.contains { $0.backend == backend } ? "" : backend
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
