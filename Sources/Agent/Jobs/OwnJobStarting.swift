package import Model
package import Values

/// Starts jobs of the minion's own.
package protocol OwnJobStarting: Sendable {
    /// Starts a job and does not wait for its end.
    ///
    /// - Parameters:
    ///   - name: what the schedule calls it.
    ///   - returnsToMaster: whether the master gets the return, and so shows the job.
    /// - Returns: the job's id.
    /// - Throws: when the job can't be noted in the journal.
    func start(_ call: FunctionCall, named name: String, returnsToMaster: Bool) throws(Diagnostic) -> JobID

    /// How many runs of a job of the schedule are under way.
    func running(_ name: String) -> Int
}

extension JobDesk: OwnJobStarting {
    func start(_ call: FunctionCall, named name: String, returnsToMaster: Bool) throws(Diagnostic) -> JobID {
        let jid = nextOwnID()
        var order = JobOrder(id: jid, call: call, expires: Agent.microseconds())
        order.schedule = name
        order.returnsToMaster = returnsToMaster
        try begin(own: order)
        return jid
    }

    func running(_ name: String) -> Int { runningCount(ofSchedule: name) }
}
