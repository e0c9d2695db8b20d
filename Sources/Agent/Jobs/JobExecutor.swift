package import Model
package import Values

/// Carries out the calls of jobs.
package protocol JobExecutor: Sendable {
    /// A job was taken and will be run; jobs are told in the order in which they came.
    func expect(_ order: JobOrder) async

    /// Runs one call to its end. A failure is a return too, so nothing is thrown; a cancelled task ends the run early.
    func run(_ order: JobOrder) async -> JobReturn

    /// What the master is told of this host when the minion connects.
    func grains() async throws -> ValueMap

    /// The minion is connected; never waits.
    func connected()
}

extension JobExecutor {
    package func expect(_ order: JobOrder) async {}

    package func connected() {}
}
