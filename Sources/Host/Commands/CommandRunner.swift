/// Runs commands on this machine.
package protocol CommandRunner: Sendable {
    /// - Throws: a `CommandError` when the command could not be started or did not end; an exit code is no error.
    func run(_ request: CommandRequest) async throws -> CommandResult
}
