import Synchronization

/// How many requests of minions the master is working on. Orders go out no faster than it can take their answers.
package final class Workload: Sendable {
    private let requests = Atomic(0)

    package init() {}

    package var count: Int { requests.load(ordering: .relaxed) }

    package func begin() { requests.add(1, ordering: .relaxed) }

    package func end() { requests.subtract(1, ordering: .relaxed) }
}
