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
        /// The applications that are being looked at, and whether they have been touched again since.
        var underWay: [String: Bool] = [:]
    }

    private let state = Mutex(State())
    private let waker: AsyncStream<Void>.Continuation
    /// An element whenever something was noted; several may be one.
    let wakes: AsyncStream<Void>

    init() { (wakes, waker) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1)) }

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
        waker.yield()
    }

    func take() -> Touched {
        state.withLock { state in
            defer { state.touched = Touched() }
            return state.touched
        }
    }

    /// - Returns: false when somebody is at it, who will look once more.
    func begin(_ app: String) -> Bool {
        state.withLock { state in
            guard state.underWay[app] == nil else {
                state.underWay[app] = true
                return false
            }
            state.underWay[app] = false
            return true
        }
    }

    /// - Returns: whether it must be looked at once more, since it was touched again.
    func end(_ app: String) -> Bool {
        state.withLock { state in
            guard state.underWay[app] == true else {
                state.underWay[app] = nil
                return false
            }
            state.underWay[app] = false
            return true
        }
    }
}
