import Execution
import Host
import Model
import Testing
import Values

@testable import Modules

/// The renderer `gpg` and `decrypt_pillar`, with a key that the test makes.
@Suite(.enabled(if: SystemFiles().isFile("/usr/bin/gpg"), "there is no gpg on this host"))
struct GPGTests {
    private let commands = SubprocessRunner(accounts: SystemAccounts())

    private func gpg(_ words: [String], in directory: String, input: String = "") async throws -> String {
        var request = CommandRequest(
            .arguments(["gpg", "--homedir", directory, "--batch", "--passphrase", "", "--quiet"] + words))
        request.input = Array(input.utf8)
        let result = try await commands.run(request)
        try #require(result.exitCode == 0, "\(result.stderr)")
        return result.stdout
    }

    /// Ends the agent that gpg started for the key ring.
    private func finish(_ scratch: Scratch) async throws {
        _ = try await commands.run(.arguments("gpgconf", "--homedir", scratch.path, "--kill", "all"))
        scratch.remove()
    }

    private func message(_ text: String, _ scratch: Scratch) async throws -> String {
        _ = try await gpg(["--quick-generate-key", "test@example.org", "rsa2048", "encr"], in: scratch.path)
        return try await gpg(
            ["--trust-model", "always", "-r", "test@example.org", "--armor", "--encrypt"], in: scratch.path, input: text
        )
    }

    private func block(_ message: String) -> String {
        message.split(separator: "\n", omittingEmptySubsequences: false).map { "  \($0)\n" }.joined()
    }

    @Test func `messages in a pillar are decrypted, by the pipe or by decrypt_pillar`() async throws {
        let scratch = try Scratch()
        let message = try await message("secret: it's\n", scratch)
        let pillar = [
            "top.sls": "base: {'*': [pipe, option]}",
            "pipe.sls": "#!jinja|yaml|gpg\nplain: 1\npassword: |\n\(block(message))\n",
            "option.sls":
                "deep:\n  password: |\n\(block(message).replacing("\n  ", with: "\n    ").replacing("  --", with: "    --"))\n",
        ]
        let options: ValueMap = ["gpg_keydir": .string(scratch.path), "decrypt_pillar": ["deep"]]
        let minion = try TestMinion(pillar: pillar, options: options)
        let result = await minion.run("pillar.items", keywords: ["unmask": true])
        #expect(
            result.value == ["plain": 1, "password": "secret: it's", "deep": ["password": "secret: it's"]],
            "\(result.value)")
        try await finish(scratch)
    }

    @Test func `a pillar of the command line may be encrypted, whole or in part`() async throws {
        let scratch = try Scratch()
        let message = try await message("secret: it's\n", scratch)
        let options: ValueMap = ["gpg_keydir": .string(scratch.path)]
        let minion = try TestMinion(states: ["main.sls": "{{ pillar.secret }}: test.nop"], options: options)
        let given: ValueMap = ["unmask": true, "pillar_enc": "gpg"]
        let whole = await minion.run("pillar.items", keywords: given.merged(with: ["pillar": .string(message)]))
        #expect(whole.value == ["secret": "it's"], "\(whole.value)")
        let part = await minion.run(
            "pillar.items", keywords: given.merged(with: ["pillar": ["a": .string(message), "b": 1]]))
        #expect(part.value == ["a": "secret: it's", "b": 1], "\(part.value)")
        let applied = await minion.run(
            "state.show_low_sls", "main", keywords: ["pillar": .string(message), "pillar_enc": "gpg"])
        #expect(applied.value.list?.first?["__id__"] == "it's", "\(applied.value)")
        let unknown = await minion.run("pillar.items", keywords: ["pillar": "x", "pillar_enc": "rot13"])
        #expect(unknown.retcode != 0)
        try await finish(scratch)
    }

    @Test func `what can't be decrypted is an error with its place, and says what to do`() async throws {
        let scratch = try Scratch()
        let other = try Scratch()
        let message = try await message("x", scratch)
        let states = ["s.sls": "#!yaml|gpg\na:\n  test.nop:\n    - name: |\n\(block(block(block(block(message)))))\n"]
        let minion = try TestMinion(states: states, options: ["gpg_keydir": .string(other.path)])
        let result = await minion.run("state.apply", "s")
        let text = result.value.list?.first?.string ?? ""
        #expect(text.contains("a PGP message can't be decrypted: gpg ended with 2"), "\(result.value)")
        #expect(text.contains("s.sls:4") && text.contains("gpg_keydir"), "\(text)")
        try await finish(scratch)
        try await finish(other)
    }
}
