import Docker
import Execution
import Model
import Values

extension DockerModule {
    /// Commands in running containers, by a shell in them.
    var commands: [ExecutionFunction] {
        [
            command("docker.run", "The output of a command in a container.") { code, output in
                FunctionResult(.string(output.combined.withoutLastNewline), retcode: code)
            },
            command("docker.run_stdout", "What a command in a container wrote to its output.") { code, output in
                FunctionResult(.string(output.stdout.withoutLastNewline), retcode: code)
            },
            command("docker.retcode", "The exit code of a command in a container.") { code, _ in
                FunctionResult(.int(code))
            },
            command("docker.run_all", "Exit code and output of a command in a container.") { code, output in
                FunctionResult([
                    "retcode": .int(code), "stdout": .string(output.stdout.withoutLastNewline),
                    "stderr": .string(output.stderr.withoutLastNewline),
                ])
            },
        ]
    }

    private func command(
        _ function: FunctionName, _ summary: String,
        _ answer: @escaping @Sendable (Int, ContainerLogs) -> FunctionResult
    ) -> ExecutionFunction {
        .init(
            function, summary,
            parameters: [.required("name"), .required("cmd"), .optional("user"), .keywords("kwargs")]
        ) { call, _ in
            // A list is run as it is, text by the container's shell.
            let words = call["cmd"].list?.compactMap(\.scalarText)
            let command = try words ?? ["/bin/sh", "-c", call.text("cmd")]
            let (code, output) = try await docker.containers.run(
                command, in: try call.text("name"), user: try call.optionalText("user"))
            return answer(code, output)
        }
    }
}

extension String {
    fileprivate var withoutLastNewline: String { hasSuffix("\n") ? String(dropLast()) : self }
}
