/// A program that is run to look at something. What may be asked is written down beside this: only this target makes a
/// query, so that whoever holds one can't change anything with it.
package struct HostQuery: Sendable, Hashable {
    let words: [String]
    /// The account that it runs as; nil for the caller's own.
    let user: String?
    let environment: [String: String]
    let input: [UInt8]

    init(_ words: [String], user: String? = nil, environment: [String: String] = [:], input: [UInt8] = []) {
        self.words = words
        self.user = user
        self.environment = environment
        self.input = input
    }
}

/// Answers queries about this machine.
package protocol QueryAnswering: Sendable {
    /// - Throws: a `CommandError` when there is no such program; an exit code is no error.
    func answer(to query: HostQuery) async throws -> CommandResult
}

/// Answers queries by running their programs.
package struct CommandQueries: QueryAnswering {
    private let commands: any CommandRunner

    package init(commands: any CommandRunner) { self.commands = commands }

    package func answer(to query: HostQuery) async throws -> CommandResult {
        var environment: [String: String?] = ["LC_ALL": "C"]
        for (name, value) in query.environment { environment[name] = value }
        return try await commands.run(
            CommandRequest(.arguments(query.words), environment: environment, user: query.user, input: query.input))
    }
}
