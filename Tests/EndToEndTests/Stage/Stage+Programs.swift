import Glibc
import Testing
import Values

extension Stage {
    /// Runs a program to its end.
    func run(_ words: [String], within deadline: Duration = .seconds(60)) async throws -> ProgramAnswer {
        try await start(words).answer(within: deadline)
    }

    func start(_ words: [String]) throws -> Program {
        try Program(words, output: output(String(words[0].split(separator: "/").last ?? "")))
    }

    /// The CLI, as an operator without a terminal runs it.
    func pigeon(_ words: String..., within deadline: Duration = .seconds(60)) async throws -> ProgramAnswer {
        try await run(cli(words), within: deadline)
    }

    func startPigeon(_ words: String...) throws -> Program { try start(cli(words)) }

    private func cli(_ words: [String]) -> [String] { ["\(programs)/pigeon", "-c", "\(directory)/etc"] + words }

    /// The CLI; anything but success fails the test.
    @discardableResult
    func succeed(
        _ words: String..., within deadline: Duration = .seconds(60)
    ) async throws -> ProgramAnswer {
        let answer = try await run(cli(words), within: deadline)
        guard answer.code == 0 else { throw StageFailure("\(answer)") }
        return answer
    }

    /// The value that the CLI prints with `--out json`.
    func value(_ words: String...) async throws -> Value {
        let answer = try await run(cli(["--out", "json"] + words))
        guard answer.code == 0 else { throw StageFailure("\(answer)") }
        return try JSON.read(answer.out)
    }

    /// A job in the ledger, whether it is over or not, and however it ended.
    func job(_ jid: String) async throws -> Value {
        let answer = try await run(cli(["--out", "json", "jobs", "show", jid]))
        guard answer.code <= 1, answer.err.isEmpty else { throw StageFailure("\(answer)") }
        return try JSON.read(answer.out)
    }

    /// `scripts/stage.sh WHAT DIR ...`
    func script(_ command: String, _ words: String...) async throws {
        let answer = try await run(["\(Stage.repository)/scripts/stage.sh", command, directory] + words)
        guard answer.code == 0 else { throw StageFailure(answer.description) }
    }

    /// Docker's own client.
    @discardableResult
    func docker(_ words: String...) async throws -> String {
        let answer = try await run(["docker", "-H", dockerURL] + words)
        guard answer.code == 0 else { throw StageFailure(answer.description) }
        return answer.out
    }

    /// Waits until a condition holds.
    func eventually(
        _ what: String, within deadline: Duration = .seconds(20), _ condition: () async throws -> Bool
    ) async throws {
        let end = ContinuousClock.now.advanced(by: deadline)
        while try await !condition() {
            if ContinuousClock.now >= end { throw StageFailure("not so after \(deadline): \(what)") }
            try await Task.sleep(for: .milliseconds(100))
        }
    }

    /// Waits until the minion answers.
    func minionIsBack(_ id: String = "app1") async throws {
        try await eventually("\(id) answers", within: .seconds(30)) {
            try await self.pigeon("--out", "quiet", id, "test.ping").code == 0
        }
    }

    /// Starts the minion again after it was stopped or killed.
    func startMinion() async throws {
        try await script("minion", programs)
        try await minionIsBack()
    }

    func processID(of name: String) throws -> pid_t {
        let text = try TextFile.read("\(directory)/\(name)").filter { !$0.isWhitespace }
        return try #require(pid_t(text))
    }
}
