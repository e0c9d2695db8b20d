import HummingbirdCore
import NIOCore
import Synchronization

/// Leaves connections in the kernel's queue while many others are still greeting, which is the costly part: TLS's handshake
/// and the first request. When a master comes back all of its minions do in one moment; if it began with all of them at
/// once, it would hold what each handshake needs in memory, and be through with none before they lose patience.
///
/// Counts are of the listening socket; what connections may be open at a time is `ConnectionLimits`' business.
final class GreetingGate: AvailableConnectionsDelegate, Sendable {
    /// So many may greet at a time.
    private let width: Int

    private struct State {
        var open = 0
        /// Those among the open ones that have greeted, or have had their time for it.
        var settled = 0

        var greeting: Int { open - settled }
    }

    private let state = Mutex(State())

    init(width: Int) { self.width = width }

    func connectionOpened() { state.withLock { $0.open += 1 } }

    func connectionClosed() { state.withLock { $0.open -= 1 } }

    func isAcceptingNewConnections() -> Bool { state.withLock { $0.greeting < width } }

    /// An open connection isn't greeting any more.
    ///
    /// - Parameter listener: the listening socket's channel, which goes on when this makes room: it may have asked before,
    ///   and asks again by itself only when a connection is closed.
    func settle(_ listener: (any Channel)?) {
        let makesRoom = state.withLock { state in
            state.settled += 1
            return state.greeting == width - 1
        }
        if makesRoom { listener?.read() }
    }

    /// A connection that had settled is closed.
    func leave() { state.withLock { $0.settled -= 1 } }
}
