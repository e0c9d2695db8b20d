package import Model

/// What the minion's life depends on.
package struct AgentSettings: Sendable {
    package var id: MinionID
    /// Tried in order. All of them have the same authority.
    package var masters: [MasterAddress]
    /// Keys, journal, spool and cache are below it.
    package var rootDirectory: String
    package var masterFinger: String?
    package var spoolLimits = ReturnSpool.Limits()
    /// How long running jobs may go on when the minion is asked to stop.
    package var shutdownGrace = Duration.seconds(20)
    /// How long those that were ended then, and what neither disk nor master takes, are waited for: longer than a
    /// `JobExecution` gives a job that does not end.
    package var returnGrace = Duration.seconds(15)

    package init(id: MinionID, masters: [MasterAddress], rootDirectory: String, masterFinger: String? = nil) {
        self.id = id
        self.masters = masters
        self.rootDirectory = rootDirectory
        self.masterFinger = masterFinger
    }

    package var identityDirectory: String { "\(rootDirectory)/pki/minion" }
}
