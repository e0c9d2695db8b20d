import Docker

extension ContainerState {
    /// As `docker_container` says it.
    var word: String { isPaused ? "paused" : isRunning ? "running" : "stopped" }
}
