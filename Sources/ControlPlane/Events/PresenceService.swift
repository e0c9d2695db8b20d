package import Logging
import Model
import ServiceLifecycle
import Synchronization
import Values

/// Tells who is connected: `salt/presence/change` when that changes, and `salt/presence/present` again and again.
package struct PresenceService: Service, CustomStringConvertible {
    private let switchboard: Switchboard
    private let events: EventBus
    private let interval: Duration
    private let logger: Logger

    /// - Parameter interval: between two `present` (`loop_interval`).
    package init(switchboard: Switchboard, events: EventBus, interval: Duration, logger: Logger) {
        self.switchboard = switchboard
        self.events = events
        self.interval = interval
        self.logger = logger
    }

    package var description: String { "presence" }

    package func run() async throws {
        await cancelWhenGracefulShutdown {
            await withTaskGroup(of: Void.self) { group in
                group.addTask { await tellChanges() }
                group.addTask { await tellPresent() }
            }
        }
        // A service that ends early would end the others.
        try await gracefulShutdown()
    }

    private func tellChanges() async {
        var before: Set<MinionID> = []
        for await lines in await switchboard.presence() {
            let now = Set(lines.keys)
            let (new, lost) = (now.subtracting(before).sorted(), before.subtracting(now).sorted())
            before = now
            if new.isEmpty, lost.isEmpty { continue }
            logger.debug("presence changed", metadata: ["new": "\(new.count)", "lost": "\(lost.count)"])
            await events.publish(
                Event(
                    tag: "salt/presence/change",
                    data: ["new": .strings(new.map(\.text)), "lost": .strings(lost.map(\.text))]))
        }
    }

    private func tellPresent() async {
        while !Task.isCancelled {
            do { try await Task.sleep(for: interval) } catch { return }
            let present = await switchboard.connected.sorted()
            await events.publish(
                Event(tag: "salt/presence/present", data: ["present": .strings(present.map(\.text))]))
        }
    }
}
