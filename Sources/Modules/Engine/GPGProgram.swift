import Compiler
import Host
import Values

/// The `gpg` program with Salt's key ring (`gpg_keydir`, `/etc/salt/gpgkeys`).
struct GPGProgram {
    let commands: any CommandRunner
    let options: ValueMap

    /// What decrypts while templates render: on the thread that the bridge belongs to.
    func decryption(_ bridge: BlockingBridge) -> GPGRenderer.Decryption {
        { [self] message in try bridge.wait { try await decrypt(message) } }
    }

    private func decrypt(_ message: String) async throws -> String {
        let directory = options["gpg_keydir"]?.string ?? "/etc/salt/gpgkeys"
        var request = CommandRequest.arguments(
            "gpg", "--homedir", directory, "--status-fd", "2", "--no-tty", "--batch", "-d")
        request.input = Array(message.utf8)
        request.timeout = .seconds(60)
        let result: CommandResult
        do {
            result = try await commands.run(request)
        } catch CommandError.notFound {
            throw Diagnostic(
                "a PGP message can't be decrypted: there is no program 'gpg' on this host",
                hint: "install it: apt-get install gnupg")
        }
        guard result.exitCode == 0 else {
            let reason = result.stderr.split(separator: "\n").filter { !$0.hasPrefix("[GNUPG:]") }
            throw Diagnostic(
                "a PGP message can't be decrypted: gpg ended with \(result.exitCode)\n\(reason.joined(separator: "\n"))",
                hint: "its secret key has to be in the key ring in \(directory) (gpg_keydir)")
        }
        return String(decoding: result.output, as: UTF8.self)
    }
}
