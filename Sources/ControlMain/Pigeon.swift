import ArgumentParser
import Glibc
import Host
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
        Allocator.prepareForShortRun()
        let given = Array(CommandLine.arguments.dropFirst())
        do {
            let words = try CommandWords(verbs: verbs).withVerb(given)
            guard !words.isEmpty else {
                Terminal.say(helpMessage())
                throw ExitCode(2)
            }
            // Not the parser's own flag: that one would take `--version V` of the stack commands for itself.
            if words == ["--version"] {
                Terminal.result(ProgramVersion.current)
                return
            }
            let command = try parse(words)
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

    /// Reading the words is a good part of a command that does little, so those that are run again and again are read as
    /// programs of their own, without the other commands around them. Whatever isn't plainly one of them, help and mistakes
    /// included, is the whole parser's, which knows the name in full.
    ///
    /// They say whose commands they are: otherwise each would be searched for requests of completion scripts.
    private static let frequent: [any ParsableCommand.Type] = [Exec.self, CallCommand.self]

    private static func parse(_ words: [String]) throws -> any ParsableCommand {
        if let plain = frequent.first(where: { $0.configuration.commandName == words.first }) {
            do {
                let command = try plain.parseAsRoot(Array(words.dropFirst()))
                if type(of: command) == plain { return command }
            } catch {
                return try parseAsRoot(words)
            }
        }
        return try parseAsRoot(words)
    }

    /// The words that are commands and no targets, each with the commands that it has itself.
    private static var verbs: [String: [String]] {
        let groups = configuration.subcommands.map { verb in
            (
                verb.configuration.commandName ?? "",
                verb.configuration.subcommands.compactMap { $0.configuration.commandName }
            )
        }
        return Dictionary(uniqueKeysWithValues: groups)
    }

    /// Ends the process with the sentence and the code of the error.
    private static func leave(with error: any Error) -> Never {
        fflush(nil)
        if let error = error as? ControlError {
            if case .interrupted(let signal, _, _) = error {
                // The terminal has echoed ^C.
                Terminal.say("\(Terminal.isInteractive ? "\n" : "")pigeon: \(error)")
                end(by: signal)
            }
            Terminal.say("pigeon: \(error)")
            Glibc.exit(error.exitCode)
        }
        if let problem = error as? Diagnostic {
            Terminal.say("pigeon: \(problem)")
            Glibc.exit(2)
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

    /// Ends the process by the signal itself, so that a shell ends the script or loop around it too, and reports 128 and
    /// its number.
    private static func end(by signal: Int32) -> Never {
        var standard = sigaction()
        standard.__sigaction_handler.sa_handler = SIG_DFL
        sigaction(signal, &standard, nil)
        // Trapping it has blocked it.
        var set = sigset_t()
        sigemptyset(&set)
        sigaddset(&set, signal)
        pthread_sigmask(SIG_UNBLOCK, &set, nil)
        raise(signal)
        Glibc.exit(128 + signal)
    }
}
