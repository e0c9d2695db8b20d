/// The arguments of `docker_container.running` that steer the state and are no part of the container.
package struct ContainerRunOptions: Sendable, Equatable {
    /// Start it when it does not run; `start: False`, or `state: stopped`, leaves it as it was made.
    package var start = true
    /// Replace it whether or not anything differs.
    package var force = false
    /// `force`, or the name of a signal that is sent when a watched state changed.
    package var watchAction = "force"
    /// How long the old container is given to stop; nil for its own `stop_timeout`, or 10 s.
    package var shutdownTimeout: Duration?
    package var clientTimeout: Duration = .seconds(60)
    /// A name and its alias may both be given; the name wins.
    package var ignoresCollisions = false
    package var validatesAddresses = true

    package init() {}
}
