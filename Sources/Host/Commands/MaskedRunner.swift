/// Runs commands with another umask than the process's, unless one asks for its own.
package struct MaskedRunner: CommandRunner {
    private let base: any CommandRunner
    private let umask: UInt32

    package init(_ base: any CommandRunner, umask: UInt32) {
        self.base = base
        self.umask = umask
    }

    package func run(_ request: CommandRequest) async throws -> CommandResult {
        var request = request
        request.umask = request.umask ?? umask
        return try await base.run(request)
    }
}
