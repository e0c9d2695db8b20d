import Execution
import Host
import Model
import Values

/// `cmd.*`: commands on this machine.
struct CmdModule {
    let host: HostWriter

    private static let parameters: [Parameter] = [.required("cmd"), .keywords("kwargs")]

    var functions: [ExecutionFunction] {
        [
            .init("cmd.run", "Runs a command and returns its output.", parameters: Self.parameters) { call, run in
                let result = try await execute(call, run, shellByDefault: true)
                return FunctionResult(.string(result.everything), retcode: result.retcode)
            },
            .init("cmd.shell", "Runs a line in a shell and returns its output.", parameters: Self.parameters) {
                call, run in
                let result = try await execute(call, run, shellByDefault: true)
                return FunctionResult(.string(result.everything), retcode: result.retcode)
            },
            .init("cmd.run_stdout", "Runs a command; its standard output.", parameters: Self.parameters) { call, run in
                let result = try await execute(call, run, shellByDefault: true)
                return FunctionResult(result.map["stdout"] ?? "", retcode: result.retcode)
            },
            .init("cmd.run_stderr", "Runs a command; its standard error.", parameters: Self.parameters) { call, run in
                let result = try await execute(call, run, shellByDefault: true)
                return FunctionResult(result.map["stderr"] ?? "", retcode: result.retcode)
            },
            .init("cmd.run_all", "Runs a command; pid, code and both outputs.", parameters: Self.parameters) {
                call, run in
                let result = try await execute(call, run, shellByDefault: true)
                return FunctionResult(.map(result.map), retcode: result.retcode)
            },
            .init("cmd.retcode", "Runs a command; its exit code.", parameters: Self.parameters) { call, run in
                let result = try await execute(call, run, shellByDefault: true)
                return FunctionResult(result.map["retcode"] ?? 0, retcode: result.retcode)
            },
            .init("cmd.which", "Where a program is, or null.", parameters: [.required("cmd")]) { call, _ in
                FunctionResult(Value(ProgramSearch(files: host.files).find(try call.text("cmd"))))
            },
            .init("cmd.has_exec", "Whether a program is on the path.", parameters: [.required("cmd")]) { call, _ in
                FunctionResult(.bool(ProgramSearch(files: host.files).find(try call.text("cmd")) != nil))
            },
        ]
    }

    /// What running came to, and the code that the caller's job gets.
    private struct Outcome {
        var map: ValueMap
        var everything: String
        var retcode: Int
    }

    private func execute(_ call: BoundArguments, _ run: RunContext, shellByDefault: Bool) async throws -> Outcome {
        var keywords = call.keywords
        let python = keywords.removeValue(forKey: "python_shell")?.bool
        let template = keywords.removeValue(forKey: "template")?.string
        for name in ["ignore_retcode", "raise_err", "log_callback", "saltenv", "pillarenv", "clean_env", "bg"] {
            keywords.removeValue(forKey: name)
        }
        var decoder = ArgumentDecoder(keywords)
        let line = call["cmd"].list.map { $0.compactMap(\.scalarText).map(Self.quoted).joined(separator: " ") }
        var command = Command(try line ?? call.text("cmd"), &decoder)
        if let problem = decoder.finish(for: "cmd.run").first { throw problem }
        if template != nil {
            command.line = try await run.services.render(template: command.line, named: "cmd", context: [:], in: run)
        }
        let shell = run.grains["shell"]?.string.flatMap { $0.isEmpty ? nil : $0 } ?? "/bin/sh"
        let request = try command.request(standardShell: python ?? shellByDefault ? shell : nil)
        do {
            let result = try await host.commands.run(request)
            let isSuccess = command.successCodes.contains(result.exitCode)
            return Outcome(
                map: CommandRun.changes(result), everything: result.everything,
                retcode: isSuccess ? 0 : result.exitCode)
        } catch let error as CommandError {
            guard case .timedOut = error else { throw error }
            let text = error.description
            return Outcome(
                map: ["pid": 0, "retcode": 1, "stdout": .string(text), "stderr": ""], everything: text, retcode: 1)
        }
    }

    private static func quoted(_ word: String) -> String { "'\(word.replacing("'", with: "'\\''"))'" }
}
