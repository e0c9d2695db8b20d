import Synchronization

/// Whether the master has greeted on a connection: only then was it one.
final class Greeting: Sendable {
    private let flag = Atomic(false)

    var happened: Bool { flag.load(ordering: .relaxed) }

    func note() { flag.store(true, ordering: .relaxed) }
}
