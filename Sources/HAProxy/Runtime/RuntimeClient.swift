/// The commands of a running HAProxy worker, typed.
///
/// Each command has a connection and a deadline of its own. A refusal is `HAProxyError.commandRefused` with HAProxy's
/// text.
package struct RuntimeClient: Sendable {
    private let socket: CommandSocket
    /// `@!PID ` when the command goes through the master to one certain worker.
    private let prefix: String

    /// The newest worker, on its admin socket.
    package init(adminSocket: String, deadline: Duration = .seconds(5)) {
        socket = CommandSocket(path: adminSocket, deadline: deadline)
        prefix = ""
    }

    /// One worker, also an old one that still ends its connections, through the master's socket.
    package init(masterSocket: String, worker: Int, deadline: Duration = .seconds(5)) {
        socket = CommandSocket(path: masterSocket, deadline: deadline)
        prefix = "@!\(worker) "
    }

    /// Sends one command and gives its answer without the empty line at the end.
    package func send(_ command: String) async throws(HAProxyError) -> String {
        var answer = try await socket.send(prefix + command)[...]
        while answer.last == "\n" { answer = answer.dropLast() }
        if answer.hasPrefix("Unknown command") || answer.hasPrefix("Permission denied")
            || answer.hasPrefix("Can't find the target")
        {
            throw .commandRefused(command: command, answer: firstLine(answer))
        }
        return String(answer)
    }

    /// Sends a command that says nothing when it is done.
    func perform(_ command: String) async throws(HAProxyError) {
        let answer = try await send(command)
        guard answer.isEmpty else { throw .commandRefused(command: command, answer: firstLine(answer)) }
    }

    private func firstLine(_ text: Substring) -> String { firstLine(String(text)) }

    func firstLine(_ text: String) -> String { text.split(separator: "\n").first.map(String.init) ?? text }

    /// A word of a command; what could end the word or the command is refused, never sent.
    func word(_ text: String) throws(HAProxyError) -> String {
        let isSafe =
            !text.isEmpty
            && text.unicodeScalars.allSatisfy {
                $0.value > 32 && $0.value < 127 && !"\\;<\"'".unicodeScalars.contains($0)
            }
        guard isSafe else { throw .commandRefused(command: text, answer: "not a single plain word; it was not sent") }
        return text
    }
}
