package import Docker
package import Values

/// What brings a network to what was asked for.
package struct NetworkChange: Sendable {
    package enum Making: Sendable, Equatable {
        case keep
        case create
        case replace(id: String, ValueMap)
    }

    package var making = Making.keep
    /// Names of containers.
    package var connect: [String] = []
    package var disconnect: [String] = []
    /// Of a network that is replaced: who was in it.
    package var members: [ContainerSummary] = []
}
