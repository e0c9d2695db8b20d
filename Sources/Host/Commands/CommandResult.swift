/// What a command came to. A command that was ended by a signal has the negative signal as its exit code, as in Python.
package struct CommandResult: Sendable, Hashable {
    package var pid: Int
    package var exitCode: Int
    package var output: [UInt8]
    package var errors: [UInt8]

    package init(pid: Int = 0, exitCode: Int, output: [UInt8] = [], errors: [UInt8] = []) {
        self.pid = pid
        self.exitCode = exitCode
        self.output = output
        self.errors = errors
    }

    package init(exitCode: Int, output: String, errors: String = "") {
        self.init(exitCode: exitCode, output: Array(output.utf8), errors: Array(errors.utf8))
    }

    /// Standard output as text, its trailing newlines dropped.
    package var stdout: String { Self.text(output) }
    package var stderr: String { Self.text(errors) }

    /// Both streams, the first first.
    package var everything: String { [stdout, stderr].filter { !$0.isEmpty }.joined(separator: "\n") }

    private static func text(_ bytes: [UInt8]) -> String {
        var text = String(decoding: bytes, as: UTF8.self)
        while text.last == "\n" || text.last == "\r\n" { text.removeLast() }
        return text
    }
}
