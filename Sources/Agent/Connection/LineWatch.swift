import Model
import Synchronization

/// Notices that the master has gone silent: no line for three heartbeats.
final class LineWatch: Sendable {
    /// Before the master has said how often a heartbeat comes.
    private static let assumedHeartbeat = Duration.seconds(15)

    private struct State {
        var heartbeat = LineWatch.assumedHeartbeat
        var last: ContinuousClock.Instant
    }

    private let state: Mutex<State>

    init(start: ContinuousClock.Instant) { state = Mutex(State(last: start)) }

    /// A line came.
    func saw(_ line: MinionLine, at now: ContinuousClock.Instant) {
        state.withLock { state in
            state.last = now
            if case .hello(let seconds) = line { state.heartbeat = .seconds(max(1, seconds)) }
        }
    }

    /// How long the master may be silent.
    var patience: Duration { state.withLock { $0.heartbeat * 3 } }

    /// The moment from which the connection counts as dead.
    var deadline: ContinuousClock.Instant { state.withLock { $0.last + $0.heartbeat * 3 } }
}
