import Docker

extension ContainerState {
    /// The state in Salt's words: `running`, `paused`, `stopped`; and `restarting` for one that does not stay up.
    var word: String {
        if isPaused { return "paused" }
        if isRestarting { return "restarting" }
        return isRunning ? "running" : "stopped"
    }
}
