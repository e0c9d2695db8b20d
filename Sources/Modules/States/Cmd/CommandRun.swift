import Execution
import Host
import Values

/// Runs a command for a state and tells what came of it.
struct CommandRun: Sendable {
    let command: Command
    let stateful: StatefulOutput.Kind
    let ignoresTimeout: Bool

    func apply(with commands: any CommandRunner, in run: RunContext) async throws -> Applied {
        let comment = "Command \"\(command.line)\" run"
        let result: CommandResult
        do {
            let shell = run.grains["shell"]?.string.flatMap { $0.isEmpty ? nil : $0 } ?? "/bin/sh"
            result = try await commands.run(try command.request(standardShell: shell))
        } catch let error as CommandError {
            return failure(error)
        }
        var changes = Self.changes(result)
        let succeeded = command.successCodes.contains(result.exitCode)
        if succeeded { changes["retcode"] = 0 }
        guard stateful == .output else { return Applied(comment, changes: changes, succeeded: succeeded) }
        return StatefulOutput.applied(
            result.stdout, errors: result.stderr, succeeded: succeeded, changes: changes)
    }

    private func failure(_ error: CommandError) -> Applied {
        guard case .timedOut = error else { return .failed(error.description) }
        let changes: ValueMap = ["pid": 0, "retcode": 1, "stdout": .string("\(command.line) : \(error)"), "stderr": ""]
        let comment = "Command \"\(command.line)\" run"
        return ignoresTimeout ? Applied(comment, changes: changes) : .failed(comment, changes: changes)
    }

    static func changes(_ result: CommandResult) -> ValueMap {
        [
            "pid": .int(result.pid), "retcode": .int(result.exitCode), "stdout": .string(result.stdout),
            "stderr": .string(result.stderr),
        ]
    }
}
