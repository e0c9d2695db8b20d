import ControlPlane
import Synchronization

/// A wall clock that a test sets.
final class SettableClock: Sendable {
    private let time = Mutex<Int64>(wallClock.now)

    var now: Int64 { time.withLock { $0 } }

    func pass(days: Int64) { time.withLock { $0 += days * 86_400_000_000 } }
}
