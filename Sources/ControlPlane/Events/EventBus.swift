package import Model
import Values

/// Everything that happens on the master, for whoever listens: the event stream, the CLI, waiting jobs.
///
/// A slow listener loses its oldest events, never holds up the others.
package actor EventBus {
    struct Listener {
        let isWanted: @Sendable (Event) -> Bool
        let continuation: AsyncStream<Event>.Continuation
        let onLoss: @Sendable (Int) -> Void
        var lost = 0
    }

    private static let backlog = 4096

    private let clock: WallClock
    private(set) var listeners: [Int: Listener] = [:]
    private var nextListener = 0

    package init(clock: WallClock) { self.clock = clock }

    /// Stamps the event with the time and hands it to every listener whose glob matches the tag.
    package func publish(_ event: Event) {
        guard !listeners.isEmpty else { return }
        var event = event
        event.data["_stamp"] = .string(CivilTime(microseconds: clock.now).stamp)
        for (number, listener) in listeners where listener.isWanted(event) {
            guard case .dropped = listener.continuation.yield(event) else { continue }
            listeners[number]?.lost += 1
            listener.onLoss(listener.lost + 1)
        }
    }

    /// The events from now on; the subscription ends when the stream is dropped.
    package func subscribe(glob: String? = nil) -> AsyncStream<Event> {
        let glob = glob.map { Glob($0) }
        return subscribe(backlog: Self.backlog) { glob?.matches($0.tag) ?? true }
    }

    /// The same for events of any description, of which so many may wait.
    ///
    /// - Parameter onLoss: hears that an event was lost because too many waited, with how many were lost by now.
    package func subscribe(
        backlog: Int, onLoss: @escaping @Sendable (Int) -> Void = { _ in },
        where isWanted: @escaping @Sendable (Event) -> Bool
    ) -> AsyncStream<Event> {
        let (stream, continuation) = AsyncStream.makeStream(
            of: Event.self, bufferingPolicy: .bufferingNewest(backlog))
        let number = nextListener
        nextListener += 1
        listeners[number] = Listener(isWanted: isWanted, continuation: continuation, onLoss: onLoss)
        continuation.onTermination = { [weak self] _ in
            guard let self else { return }
            Task { await self.unsubscribe(number) }
        }
        return stream
    }

    /// How many listen.
    var listenerCount: Int { listeners.count }

    /// Ends every subscription: the process is going down.
    package func close() {
        for listener in listeners.values { listener.continuation.finish() }
        listeners = [:]
    }

    private func unsubscribe(_ number: Int) { listeners[number] = nil }
}
