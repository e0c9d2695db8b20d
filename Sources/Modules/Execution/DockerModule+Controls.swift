import Docker
import Execution
import Model
import Values

extension DockerModule {
    /// What starts, stops and removes containers. Each returns Salt's `{state: {old, new}, result: true}`.
    var controls: [ExecutionFunction] {
        [
            control("docker.start", "Starts a container.") { (name, _) throws(DockerError) in
                try await docker.containers.start(name)
            },
            control("docker.stop", "Stops a container.") { (name, timeout) throws(DockerError) in
                try await docker.containers.stop(name, timeout: timeout)
            },
            control("docker.restart", "Restarts a container.") { (name, timeout) throws(DockerError) in
                try await docker.containers.restart(name, timeout: timeout)
            },
            control("docker.pause", "Pauses a container.") { (name, _) throws(DockerError) in
                try await docker.containers.pause(name)
            },
            control("docker.unpause", "Lets a paused container go on.") { (name, _) throws(DockerError) in
                try await docker.containers.unpause(name)
            },
            control("docker.kill", "Kills a container.") { (name, _) throws(DockerError) in
                try await docker.containers.kill(name)
            },
            .init(
                "docker.signal", "Sends a signal to a container.", parameters: [.required("name"), .required("signal")]
            ) { call, _ in
                try await docker.containers.kill(try call.text("name"), signal: try call.text("signal"))
                return FunctionResult(true)
            },
            .init(
                "docker.rm", "Removes a container; returns its id.",
                parameters: [
                    .required("name"), .optional("force", false), .optional("volumes", false), .optional("stop", false),
                    .optional("timeout"), .keywords("kwargs"),
                ]
            ) { call, _ in
                let id = try await docker.containers.inspect(try call.text("name")).id
                if try call.flag("stop") { try await docker.containers.stop(id, timeout: try Self.timeout(call)) }
                try await docker.remove(id, force: try call.flag("force"), volumes: try call.flag("volumes"))
                return FunctionResult(.strings([id]))
            },
            named("docker.wait", "Waits for the end of a container; returns its exit code.") {
                name throws(DockerError) in
                .int(try await docker.containers.wait(name))
            },
        ]
    }

    private func control(
        _ function: FunctionName, _ summary: String,
        _ body: @escaping @Sendable (String, Duration?) async throws(DockerError) -> Void
    ) -> ExecutionFunction {
        .init(function, summary, parameters: [.required("name"), .optional("timeout"), .keywords("kwargs")]) {
            call, _ in
            let name = try call.text("name")
            let old = try await docker.containers.inspect(name).state.word
            try await body(name, try Self.timeout(call))
            let new = try await docker.containers.find(name)?.state.word
            return FunctionResult(["state": ["old": .string(old), "new": Value(new)], "result": true])
        }
    }

    private static func timeout(_ call: BoundArguments) throws(Diagnostic) -> Duration? {
        if call["timeout"].isNull { return nil }
        guard let timeout = Duration(salt: call["timeout"]) else {
            throw Diagnostic("'timeout' must be a duration like 30, 30s or 500ms")
        }
        return timeout
    }
}
