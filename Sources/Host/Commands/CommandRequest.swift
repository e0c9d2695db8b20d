/// A command to run and the surroundings that it wants.
package struct CommandRequest: Sendable, Hashable {
    package enum Line: Sendable, Hashable {
        /// A line that a shell reads.
        case shell(String, interpreter: String)
        /// A program and its arguments; nothing in them is special.
        case arguments([String])
    }

    package var line: Line
    /// Nil: the home of `user`, or `/root`-like home of the caller's own account.
    package var directory: String?
    /// Added to the environment of this process; nil takes a variable out.
    package var environment: [String: String?]
    /// The account that it runs as, by name or number.
    package var user: String?
    package var group: String?
    package var umask: UInt32?
    package var input: [UInt8]
    /// After this the whole process group is ended.
    package var timeout: Duration?
    /// More output than this, on either stream, fails the command.
    package var outputLimit: Int

    package init(
        _ line: Line, directory: String? = nil, environment: [String: String?] = [:], user: String? = nil,
        group: String? = nil, umask: UInt32? = nil, input: [UInt8] = [], timeout: Duration? = nil,
        outputLimit: Int = 64 << 20
    ) {
        self.line = line
        self.directory = directory
        self.environment = environment
        self.user = user
        self.group = group
        self.umask = umask
        self.input = input
        self.timeout = timeout
        self.outputLimit = outputLimit
    }

    package static func shell(_ text: String, interpreter: String = "/bin/sh") -> CommandRequest {
        CommandRequest(.shell(text, interpreter: interpreter))
    }

    package static func arguments(_ words: String...) -> CommandRequest { CommandRequest(.arguments(words)) }

    /// The words that are executed; an umask needs a shell around them, since it belongs to the process.
    var words: [String] {
        switch line {
        case .shell(let text, let interpreter):
            [interpreter, "-c", umaskPrefix.map { "\($0)\n\(text)" } ?? text]
        case .arguments(let words):
            umaskPrefix.map { ["/bin/sh", "-c", "\($0); exec \"$@\"", "sh"] + words } ?? words
        }
    }

    private var umaskPrefix: String? { umask.map { "umask 0\(String($0, radix: 8))" } }
}
