package import Docker
import Values

/// What a replacement that was cut off has left behind: the process was killed, or the machine went down, between two of
/// its steps.
package struct ReplacementLeftovers: Sendable {
    /// The new container, which has not been given its name and was never started.
    package var next: ContainerDetails?
    /// The old container, which was put aside until the new one was up.
    package var previous: ContainerDetails?

    package init(next: ContainerDetails? = nil, previous: ContainerDetails? = nil) {
        self.next = next
        self.previous = previous
    }

    var all: [ContainerDetails] { [next, previous].compactMap { $0 } }

    /// The name of the new container until the old one has been put aside.
    static func nextName(_ name: String) -> String { "\(name)-pigeon-next" }

    /// The name of the old container until the new one is up.
    static func previousName(_ name: String) -> String { "\(name)-pigeon-previous" }
}

/// How the containers of a replacement that was cut off are made one again.
package struct ReplacementRecovery: Sendable, Equatable {
    /// The ids of the containers to remove.
    package var remove: [String] = []
    /// The id of the old container when it gets its name back.
    package var putBack: String?

    var isEmpty: Bool { remove.isEmpty && putBack == nil }

    /// `{removed: [ID, ...]}`
    var report: ValueMap { remove.isEmpty ? [:] : ["removed": .strings(remove)] }
}

extension SeenContainer {
    /// The container by this name is alive and stays so.
    var isUp: Bool { container.map { $0.state.isRunning && !$0.state.isRestarting && !isFlapping } ?? false }

    /// A replacement whose new container is up only has to be tidied away. Any other is undone, and then done again.
    var recovery: ReplacementRecovery {
        var recovery = ReplacementRecovery(remove: [leftovers.next?.id].compactMap { $0 })
        guard let previous = leftovers.previous else { return recovery }
        if isUp {
            recovery.remove.append(previous.id)
        } else {
            if let container { recovery.remove.append(container.id) }
            recovery.putBack = previous.id
        }
        return recovery
    }

    /// The container that is compared with what is asked for, once `recovery` has been carried out.
    var standing: ContainerDetails? { recovery.putBack == nil ? container : leftovers.previous }
}
