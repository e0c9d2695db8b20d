import ControlPlane
import Model
import Synchronization
import Values

/// The open streams of a minion port, and their heartbeats: one task for all of them. Each has its first one after a
/// whole interval, so that those which came one after the other have theirs one after the other.
final class StreamRoster: Sendable {
    private static let parts = 20

    private struct State {
        var streams = [[Int: MinionConnection]](repeating: [:], count: StreamRoster.parts)
        var nextNumber = 0
        /// The part that had its heartbeat last.
        var part = 0
        var isClosed = false
    }

    struct Place: Sendable {
        fileprivate let part: Int
        fileprivate let number: Int
    }

    let heartbeat: Duration
    /// Each heartbeat tells the time, so that a minion notices when the master's clock is set.
    private let clock: WallClock
    private let state = Mutex(State())

    init(heartbeat: Duration, clock: WallClock) {
        self.heartbeat = heartbeat
        self.clock = clock
    }

    /// - Returns: what `leave` is to be called with.
    func enter(_ connection: MinionConnection) -> Place {
        state.withLock { state in
            let place = Place(part: state.part, number: state.nextNumber)
            state.nextNumber += 1
            if state.isClosed { connection.end() } else { state.streams[place.part][place.number] = connection }
            return place
        }
    }

    func leave(_ place: Place) { state.withLock { $0.streams[place.part][place.number] = nil } }

    /// Sends heartbeats until it is cancelled.
    func run() async {
        var next = ContinuousClock.now
        while true {
            next += heartbeat / Self.parts
            do { try await Task.sleep(until: next, clock: .continuous) } catch { return }
            let line = MinionLine.heartbeat(sent: clock.now)
            let due = state.withLock { state in
                state.part = (state.part + 1) % Self.parts
                return Array(state.streams[state.part].values)
            }
            for connection in due { connection.send(line) }
        }
    }

    /// Ends all streams, and those that are still to come: the process is going down.
    func close() {
        let open = state.withLock { state in
            state.isClosed = true
            return state.streams.flatMap(\.values)
        }
        for connection in open { connection.end() }
    }
}
