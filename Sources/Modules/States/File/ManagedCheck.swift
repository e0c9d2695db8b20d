import Execution
import Host
import Values

/// A command that must approve of a file before it is put in place (`check_cmd: visudo -c -f`).
struct ManagedCheck: Sendable {
    private let command: String
    private let directory: String
    private let suffix: String

    init?(_ arguments: inout ArgumentDecoder) {
        directory = arguments.text("tmp_dir", default: "/tmp")
        suffix = arguments.text("tmp_ext", default: "")
        guard let command = arguments.text("check_cmd") else { return nil }
        self.command = command
    }

    /// Runs the command on a copy of the new content.
    ///
    /// - Returns: why it refused; nil when it approved.
    func failure(of bytes: [UInt8], for path: String, _ writer: HostWriter) async throws -> String? {
        let copy = PathText.join(
            directory, "__pigeon.\(PathText.name(of: path)).\(UInt32.random(in: 0 ... .max))\(suffix)")
        try writer.files.write(bytes, to: copy, FileAttributes(mode: 0o600))
        let result: CommandResult
        do {
            result = try await writer.commands.run(.shell("\(command) \(copy)"))
        } catch {
            try writer.files.remove(copy)
            throw error
        }
        try writer.files.remove(copy)
        guard result.exitCode != 0 else { return nil }
        return ["check_cmd execution failed", result.stdout, result.stderr].filter { !$0.isEmpty }
            .joined(separator: "\n")
    }
}
