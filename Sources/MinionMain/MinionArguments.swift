import Settings
import Values

/// What the minion's command line may say: too little for a parser of commands and subcommands.
struct MinionArguments {
    /// What the words ask for.
    enum Request {
        case run(MinionArguments)
        case help
        case version
    }

    static let usage = """
        OVERVIEW: The agent that runs a master's jobs on this host.

        USAGE: pigeon-minion [--config-dir <dir>] [--log-level <level>]

        OPTIONS:
          -c, --config-dir <dir>  The configuration directory. (default: \(ConfigurationPlace.standardPath))
          -l, --log-level <level> How much is logged: quiet, critical, error, warning, info, debug, trace.
          --version               Show the version.
          -h, --help              Show help information.
        """

    private(set) var configDir: String?
    private(set) var logLevel: String?

    /// - Parameter words: without the program's name.
    /// - Throws: for an unknown option, a missing value, or a word that belongs to no option.
    static func parse(_ words: some Sequence<String>) throws(Diagnostic) -> Request {
        var arguments = MinionArguments()
        var rest = Array(words)[...]
        while let word = rest.popFirst() {
            let (name, attached) = parts(of: word)
            switch name {
            case "-h", "--help": return .help
            case "--version": return .version
            case "-c", "--config-dir": arguments.configDir = try value(of: name, attached, &rest)
            case "-l", "--log-level": arguments.logLevel = try value(of: name, attached, &rest)
            default: throw unexpected(word, name)
            }
        }
        return .run(arguments)
    }

    /// `--name=value` is two parts.
    private static func parts(of word: String) -> (name: String, value: String?) {
        guard word.hasPrefix("--"), let sign = word.firstIndex(of: "=") else { return (word, nil) }
        return (String(word[..<sign]), String(word[word.index(after: sign)...]))
    }

    private static func value(
        of name: String, _ attached: String?, _ rest: inout ArraySlice<String>
    ) throws(Diagnostic) -> String {
        guard let value = attached ?? rest.popFirst(), !value.isEmpty else {
            throw Diagnostic("missing value for '\(name)'", hint: "see pigeon-minion --help")
        }
        return value
    }

    private static func unexpected(_ word: String, _ name: String) -> Diagnostic {
        guard word.hasPrefix("-") else {
            return Diagnostic("unexpected argument '\(word)'", hint: "see pigeon-minion --help")
        }
        let known = ["-c", "--config-dir", "-l", "--log-level", "--version", "-h", "--help"]
        return Diagnostic(
            "unknown option '\(name)'", hint: NearestName.hint(for: name, among: known) ?? "see pigeon-minion --help")
    }
}
