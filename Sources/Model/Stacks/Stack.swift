package import Values

/// Where a stack stands. A stack that is `deactivated` does not exist and has no record.
package enum StackState: String, Sendable, Hashable, CaseIterable {
    /// Only internal traffic.
    case release
    /// Production traffic.
    case active
    /// Exists, no traffic: what a rollback goes back to.
    case inactive
    case deactivated

    /// The state in a sentence: "app/1.14 is in release".
    package var phrase: String { self == .release ? "in release" : rawValue }
}

/// A version of an application that exists.
package struct Stack: Sendable, Hashable {
    package var app: String
    package var version: String
    package var state: StackState
    /// The pre-provisioned HAProxy backend that it occupies on every load balancer: `app_a`.
    package var backend: String
    /// Microseconds since 1970 at which it came into this state.
    package var since: Int64
    /// What the pillar said of the application when the stack was released: what an action goes by when the pillar can't be used.
    package var definition: Value
    /// The minions that its containers were given to, sorted.
    package var minions: [MinionID]

    package init(
        app: String, version: String, state: StackState, backend: String, since: Int64, definition: Value = .null,
        minions: [MinionID] = []
    ) {
        self.app = app
        self.version = version
        self.state = state
        self.backend = backend
        self.since = since
        self.definition = definition
        self.minions = minions
    }

    /// `app/version`, the value of the label `pigeon.stack`.
    package var label: String { "\(app)/\(version)" }
}

/// A stack that does not exist and may still have containers: they could not be removed, or were kept for a look.
package struct StackLeftover: Sendable, Hashable {
    package var stack: Stack
    /// Kept on request (`--keep`); others are removed as soon as that can be done.
    package var isKept: Bool

    package init(_ stack: Stack, isKept: Bool) {
        self.stack = stack
        self.isKept = isKept
    }
}

/// What can be done to a stack.
package enum StackAction: String, Sendable, Hashable, CaseIterable {
    case release, activate, deactivate, rollback
}

/// One action on an application, as the journal keeps it: intent first, outcome when it is over.
package struct StackTransition: Sendable, Hashable {
    package enum Outcome: String, Sendable, Hashable {
        /// Written before the act; still so after a crash.
        case intended
        case succeeded
        case failed
    }

    package var id: Int64
    package var app: String
    package var action: StackAction
    package var version: String
    package var from: StackState
    package var to: StackState
    package var user: String
    package var jid: JobID
    /// Microseconds since 1970.
    package var started: Int64
    package var ended: Int64?
    package var outcome: Outcome
    /// Why it failed, or what it did beside the obvious.
    package var detail: String

    package init(
        id: Int64 = 0, app: String, action: StackAction, version: String, from: StackState, to: StackState,
        user: String, jid: JobID, started: Int64, ended: Int64? = nil, outcome: Outcome = .intended, detail: String = ""
    ) {
        self.id = id
        self.app = app
        self.action = action
        self.version = version
        self.from = from
        self.to = to
        self.user = user
        self.jid = jid
        self.started = started
        self.ended = ended
        self.outcome = outcome
        self.detail = detail
    }
}
