package import Model

/// Who is connected, and the lines to them.
package actor Switchboard {
    private static let moment = Duration.milliseconds(20)

    private struct Line {
        let number: Int
        let queue: MinionLineQueue
    }

    private var lines: [MinionID: Line] = [:]
    private var nextNumber = 0
    private var isAnnouncing = false
    private var watchers: [Int: AsyncStream<[MinionID: Int]>.Continuation] = [:]

    package init() {}

    package var connected: Set<MinionID> { Set(lines.keys) }

    /// Opens a line; an older one of the same minion ends.
    package func connect(_ minion: MinionID) -> MinionConnection {
        let queue = MinionLineQueue()
        lines[minion]?.queue.end()
        let number = nextNumber
        nextNumber += 1
        lines[minion] = Line(number: number, queue: queue)
        announce()
        return MinionConnection(queue: queue) { [weak self] in
            await self?.disconnect(minion, number: number)
        }
    }

    /// - Returns: false when the minion is not connected.
    @discardableResult
    package func send(_ line: MinionLine, to minion: MinionID) -> Bool {
        guard let open = lines[minion] else { return false }
        open.queue.add(line)
        return true
    }

    /// Sends a line to all of these that are connected.
    package func send(_ line: MinionLine, to minions: [MinionID]) {
        for minion in minions { lines[minion]?.queue.add(line) }
    }

    /// Ends the line of a minion whose key was rejected or deleted.
    package func cut(_ minion: MinionID) {
        lines.removeValue(forKey: minion)?.queue.end()
        announce()
    }

    /// Ends all lines: the process is going down.
    package func close() {
        for line in lines.values { line.queue.end() }
        lines = [:]
        for watcher in watchers.values { watcher.finish() }
        watchers = [:]
    }

    /// Who is connected now and after every change, each with the number of its line: a new one is a new connection.
    func presence() -> AsyncStream<[MinionID: Int]> {
        let (stream, continuation) = AsyncStream.makeStream(
            of: [MinionID: Int].self, bufferingPolicy: .bufferingNewest(1))
        let number = nextNumber
        nextNumber += 1
        watchers[number] = continuation
        continuation.yield(lines.mapValues(\.number))
        continuation.onTermination = { [weak self] _ in
            guard let self else { return }
            Task { await self.stopWatching(number) }
        }
        return stream
    }

    private func stopWatching(_ number: Int) { watchers[number] = nil }

    private func disconnect(_ minion: MinionID, number: Int) {
        guard lines[minion]?.number == number else { return }
        lines.removeValue(forKey: minion)?.queue.end()
        announce()
    }

    /// Tells whoever watches, once for all that happens in one moment.
    private func announce() {
        guard !watchers.isEmpty, !isAnnouncing else { return }
        isAnnouncing = true
        Task {
            // Ends early by cancellation only, which nobody does.
            try? await Task.sleep(for: Self.moment)
            tell()
        }
    }

    private func tell() {
        isAnnouncing = false
        let present = lines.mapValues(\.number)
        for watcher in watchers.values { watcher.yield(present) }
    }
}
