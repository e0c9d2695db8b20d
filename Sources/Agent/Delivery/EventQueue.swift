import Execution
package import Model
import Synchronization

/// Events on their way to the master, in order and bounded: when it is full the oldest are dropped, since progress that
/// is old helps nobody.
package final class EventQueue: Sendable {
    fileprivate struct State {
        var events: [Event] = []
        var dropped = 0
    }

    private let state = Mutex(State())
    private let limit: Int
    let signal = Signal()

    package init(limit: Int = 2000) { self.limit = limit }

    /// Never waits.
    package func append(_ event: Event) {
        state.withLock { state in
            state.events.append(event)
            state.trim(to: limit)
        }
        signal.raise()
    }

    /// Takes up to `count` events and tells how many were dropped since the last time.
    package func take(upTo count: Int) -> (events: [Event], dropped: Int) {
        state.withLock { state in
            let batch = Array(state.events.prefix(count))
            state.events.removeFirst(batch.count)
            defer { state.dropped = 0 }
            return (batch, state.dropped)
        }
    }

    /// Puts back a batch that could not be sent.
    package func putBack(_ batch: [Event]) {
        state.withLock { state in
            state.events.insert(contentsOf: batch, at: 0)
            state.trim(to: limit)
        }
    }
}

extension EventQueue.State {
    fileprivate mutating func trim(to limit: Int) {
        let excess = events.count - limit
        guard excess > 0 else { return }
        events.removeFirst(excess)
        dropped += excess
    }
}
