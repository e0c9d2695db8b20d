import Execution
import Model
import Synchronization
import Values

/// What the upkeep of stacks has to look at, gathered while it works.
final class UpkeepAgenda: Sendable {
    /// What may have changed where containers serve.
    struct Touched: Sendable {
        var apps: Set<String> = []
        /// By their ids.
        var minions: Set<String> = []
    }

    private struct State {
        var touched = Touched()
        var apps: [String: Entry] = [:]
    }

    /// What is known of an application.
    private struct Entry {
        private(set) var touches = 0
        /// Whether somebody looks at it.
        var isUnderWay = false

        mutating func touch() -> Int {
            touches += 1
            return touches
        }

        mutating func begin() -> Bool {
            defer { isUnderWay = true }
            return !isUnderWay
        }
    }

    private let state = Mutex(State())
    /// Raised whenever something was noted.
    let signal = Signal()

    /// - Parameter event: `salt/minion/ID/start`, or `pigeon/container/ID/...`, which names the stacks.
    func note(_ event: Event) {
        let parts = event.tag.split(separator: "/").map(String.init)
        guard parts.count > 2 else { return }
        state.withLock { state in
            if let stacks = event.data["stacks"]?.list {
                let labels = stacks.compactMap(\.string)
                state.touched.apps.formUnion(labels.compactMap { $0.split(separator: "/").first.map(String.init) })
            } else {
                state.touched.minions.insert(parts[2])
            }
        }
        signal.raise()
    }

    func take() -> Touched {
        state.withLock { state in
            defer { state.touched = Touched() }
            return state.touched
        }
    }

    /// Counts that an application was touched.
    ///
    /// - Returns: how often it was by now; nil when somebody is at it, who will look once more.
    func begin(_ app: String) -> Int? {
        state.withLock { state in
            let touches = state.apps[app, default: Entry()].touch()
            return state.apps[app]?.begin() == true ? touches : nil
        }
    }

    /// Goes on after a pause.
    ///
    /// - Returns: false when the application was touched in the meantime: somebody has begun anew.
    func resume(_ app: String, _ touches: Int) -> Bool {
        state.withLock { state in
            guard state.apps[app]?.touches == touches else { return false }
            return state.apps[app]?.begin() ?? false
        }
    }

    /// Ends a look.
    ///
    /// - Returns: how often the application was touched by now, when that is more than it was at the look's begin: then
    ///   the look has to be taken once more.
    func end(_ app: String, _ touches: Int) -> Int? {
        state.withLock { state in
            if let newer = state.apps[app]?.touches, newer != touches { return newer }
            state.apps[app]?.isUnderWay = false
            return nil
        }
    }
}
