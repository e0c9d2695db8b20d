import Model
import Values

/// `check_cmd`: commands that decide after the state whether it succeeded.
struct CheckCommand: Sendable {
    let commands: [String]

    private static let ownChecks: Set<FunctionName> = ["file.managed", "file.serialize"]

    /// Nil without one, and for functions that take `check_cmd` themselves.
    init?(_ chunk: LowChunk) {
        guard let value = chunk.globals["check_cmd"], !value.isNull else { return nil }
        guard !Self.ownChecks.contains(chunk.functionName) else { return nil }
        commands = value.list?.compactMap(\.scalarText) ?? value.scalarText.map { [$0] } ?? []
    }

    /// Sets result and comment by the exit codes; a command that can't be started counts as failed and says why.
    func decide(_ answer: inout StateReturn, _ chunk: LowChunk, _ context: RunContext) async {
        // The state's directory and environment are not those of the check.
        let options = ValueMap(CommandOptions.of(chunk).filter { ["runas", "shell"].contains($0.key.string) })
        for command in commands {
            do {
                let code = try await context.services.exitCode(of: command, options: options)
                if code == 0 { continue }
                refuse(&answer, "check_cmd determined the state failed")
            } catch {
                refuse(&answer, "check_cmd determined the state failed\n\(error)")
            }
            return
        }
        guard !commands.isEmpty else { return }
        answer.result = true
        answer.comment = "check_cmd determined the state succeeded"
    }

    private func refuse(_ answer: inout StateReturn, _ comment: String) {
        answer.result = false
        answer.comment = comment
    }
}
