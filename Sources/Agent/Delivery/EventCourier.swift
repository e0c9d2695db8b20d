import Execution
import Logging
import Model
import Values

/// Brings events to the master, in order and in batches, apart from everything that matters more.
struct EventCourier: Sendable {
    private static let batchSize = 200

    private let queue: EventQueue
    private let link: MasterLink
    private let logger: Logger

    init(queue: EventQueue, link: MasterLink, logger: Logger) {
        self.queue = queue
        self.link = link
        self.logger = logger
    }

    /// Works until it is cancelled.
    func run() async {
        for await _ in queue.signal.wakes {
            var backoff = Backoff(first: .seconds(1), limit: .seconds(10))
            while await deliver() == false {
                do { try await Task.sleep(for: backoff.next()) } catch { return }
            }
        }
    }

    /// - Returns: false when the master could not take the events now.
    func deliver() async -> Bool {
        while let client = link.client {
            let (batch, dropped) = queue.take(upTo: Self.batchSize)
            if dropped > 0 { logger.warning("events were dropped", metadata: ["count": "\(dropped)"]) }
            if batch.isEmpty { return true }
            do {
                let body: Value = ["events": .list(batch.map(\.value))]
                _ = try await client.send(client.request("POST", "/v1/events", body: body, timeout: .seconds(10)))
            } catch {
                logger.debug("events were not taken: \(error)")
                if error.isTransient {
                    queue.putBack(batch)
                    return Task.isCancelled
                }
            }
        }
        return true
    }
}
