package import Modules
import ServiceLifecycle

/// Reports what happens to the containers of stacks, as long as the minion lives.
package struct ContainerWatchService: Service, CustomStringConvertible {
    private let watch: ContainerWatch
    private let events: EventQueue

    package init(watch: ContainerWatch, events: EventQueue) {
        self.watch = watch
        self.events = events
    }

    package var description: String { "container-watch" }

    package func run() async throws {
        await cancelWhenGracefulShutdown { await watch.run { events.append($0) } }
        // A service that ends early would end the others.
        try await gracefulShutdown()
    }
}
