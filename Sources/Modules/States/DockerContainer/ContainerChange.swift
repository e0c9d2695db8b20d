package import Docker
import Values

/// One thing that `docker_container.running` does. A plan is one of them, so that the comment reads as one.
package enum ContainerChange: Sendable {
    /// Get the image, then look again at what is to do.
    case pull(isForced: Bool)
    case bring(ContainerSteps)
    case signal(String, id: String)
}

/// What brings a container to what was asked for.
package struct ContainerSteps: Sendable {
    package enum Making: Sendable, Equatable {
        case keep
        case create
        case replace
        case update(ContainerUpdate)
    }

    /// Comes first.
    package var recovery = ReplacementRecovery()
    package var making: Making
    /// What differs, for the report.
    package var differences: [FieldChange] = []
    package var starts: Bool
    /// What there is now, after the recovery.
    package var old: ContainerDetails?
    package var imageID: String
}
