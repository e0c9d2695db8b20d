import ArgumentParser
import Glibc
import Model
import Values

/// The CLI: operators and CI talk to the master with it, or run states with no master at all.
@main
struct Pigeon: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pigeon",
        abstract: "Run functions and states on minions, and deploy stacks.",
        discussion: """
            pigeon TARGET FUN [ARG ...] [KEY=VALUE ...] runs a function on minions; it is short for `pigeon exec`.

            Exit codes: 0 done; 1 a state or a minion failed, or it could not be carried out; 2 wrong usage or \
            configuration; 3 the master can't be reached; 4 refused.
            """,
        subcommands: [
            Exec.self, CallCommand.self, Run.self, Key.self, Jobs.self, Events.self, StackCommand.self,
        ])

    static func main() async {
        let given = Array(CommandLine.arguments.dropFirst())
        // Not the parser's own flag: that one would take `--version V` of the stack commands for itself.
        if given == ["--version"] {
            Terminal.result(ProgramVersion.current)
            return
        }
        let reader = CommandWords(verbs: verbs, groups: ["key", "jobs", "stack"])
        let words = reader.withVerb(given)
        do {
            if let inner = reader.innerVerb(of: words) { try check(inner, of: words[0]) }
            let command = try parseAsRoot(words)
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                var command = command
                try command.run()
            }
        } catch {
            leave(with: error)
        }
    }

    /// The words that are commands and no targets.
    private static var verbs: Set<String> {
        Set(configuration.subcommands.compactMap { $0.configuration.commandName }).union(["help"])
    }

    /// - Throws: when a group has no such verb, with the nearest one.
    private static func check(_ inner: String, of verb: String) throws(ControlError) {
        let group = configuration.subcommands.first { $0.configuration.commandName == verb }
        let known = group?.configuration.subcommands.compactMap { $0.configuration.commandName } ?? []
        if known.contains(inner) { return }
        throw .usage(
            Diagnostic(
                "'\(inner)' is not a command of `pigeon \(verb)`",
                hint: NearestName.hint(for: inner, among: known) ?? "known are \(known.joined(separator: ", "))"))
    }

    /// Ends the process with the sentence and the code of the error.
    private static func leave(with error: any Error) -> Never {
        fflush(nil)
        if let error = error as? ControlError {
            Terminal.say("pigeon: \(error)")
            Glibc.exit(error.exitCode)
        }
        let code = exitCode(for: error)
        let message = fullMessage(for: error)
        if code.isSuccess {
            Terminal.result(message)
        } else if !(error is ExitCode) {
            Terminal.say(message)
        }
        // sysexits' 64 is this program's 2.
        Glibc.exit(code == .validationFailure ? 2 : code.rawValue)
    }
}
