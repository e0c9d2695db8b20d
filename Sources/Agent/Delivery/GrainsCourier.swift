import Execution
package import Logging
package import Modules
import ServiceLifecycle
import Values

/// Tells the master of grains that have changed, so that targets mean what is so now. A new connection tells them all.
package struct GrainsCourier: Service, CustomStringConvertible {
    private let engine: MinionEngine
    private let link: MasterLink
    private let logger: Logger
    private let alarm = Alarm()

    package init(engine: MinionEngine, link: MasterLink, logger: Logger) {
        self.engine = engine
        self.link = link
        self.logger = logger
        engine.onGrains { [alarm] _ in alarm.ring() }
    }

    package var description: String { "grains" }

    package func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                await alarm.sleep(for: nil)
                await deliver()
            }
        }
        // A service that ends early would end the others.
        try await gracefulShutdown()
    }

    private func deliver() async {
        var backoff = Backoff(first: .seconds(1), limit: .seconds(60))
        // Without a way to the master there is nothing to retry: the next connection brings the grains.
        while !Task.isCancelled, let client = link.client {
            do {
                try await client.tell(grains: engine.grains)
                logger.info("the master knows the grains that have changed")
                return
            } catch {
                logger.warning("the grains that have changed are not taken: \(error)")
                if !error.isTransient { return }
            }
            do { try await Task.sleep(for: backoff.next()) } catch { return }
        }
    }
}
