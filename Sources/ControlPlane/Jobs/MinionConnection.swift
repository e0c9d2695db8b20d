package import Model
import Synchronization

/// The open line to one minion.
package struct MinionConnection: Sendable {
    private let queue: MinionLineQueue
    private let hangUp: @Sendable () async -> Void

    init(queue: MinionLineQueue, hangUp: @escaping @Sendable () async -> Void) {
        self.queue = queue
        self.hangUp = hangUp
    }

    /// Puts a line behind those that wait.
    package func send(_ line: MinionLine) { queue.add(line) }

    /// Ends the lines: the minion can't be reached on this connection any more.
    package func end() { queue.end() }

    /// Tells the switchboard that the minion is gone.
    package func close() async { await hangUp() }

    /// Hears the lines that wait and those that come, in order, then nil once. One listener for each connection; it must
    /// not block, nor call back.
    package func listen(_ listener: @escaping @Sendable (MinionLine?) -> Void) { queue.listen(listener) }

    /// The same as a sequence.
    package var lines: AsyncStream<MinionLine> {
        let (lines, continuation) = AsyncStream.makeStream(of: MinionLine.self, bufferingPolicy: .unbounded)
        listen { line in
            if let line { continuation.yield(line) } else { continuation.finish() }
        }
        return lines
    }
}

/// The lines for one connection: those that nobody has heard yet, and who hears the next ones. Not an `AsyncStream`,
/// which takes a task to be read from, and there is one for each minion.
final class MinionLineQueue: Sendable {
    private struct State {
        var waiting: [MinionLine] = []
        var isEnded = false
        var listener: (@Sendable (MinionLine?) -> Void)?
    }

    private let state = Mutex(State())

    func add(_ line: MinionLine) {
        state.withLock { state in
            guard !state.isEnded else { return }
            if let listener = state.listener { listener(line) } else { state.waiting.append(line) }
        }
    }

    func end() {
        state.withLock { state in
            guard !state.isEnded else { return }
            state.isEnded = true
            state.listener?(nil)
            state.listener = nil
        }
    }

    func listen(_ listener: @escaping @Sendable (MinionLine?) -> Void) {
        state.withLock { state in
            for line in state.waiting { listener(line) }
            state.waiting = []
            if state.isEnded { listener(nil) } else { state.listener = listener }
        }
    }
}
