import CurlTransport
import Values

extension ContainersEndpoint {
    /// Runs a command in a running container and waits for its end, without a limit.
    /// - Returns: its exit code and what it wrote.
    package func run(
        _ command: [String], in name: String, user: String? = nil, environment: [String] = [],
        workingDirectory: String? = nil
    ) async throws(DockerError) -> (exitCode: Int, output: ContainerLogs) {
        var body: ValueMap = [
            "AttachStdout": true, "AttachStderr": true, "Cmd": .strings(command),
            "Env": .strings(environment),
        ]
        body["User"] = user.map(Value.string)
        body["WorkingDir"] = workingDirectory.map(Value.string)
        var create = request("POST", name, "exec")
        create.body = .map(body)
        guard let id = try await connection.value(create)["Id"]?.string else {
            throw .unexpectedAnswer(request: create.summary, reason: "no Id")
        }
        let start = EngineRequest(
            "POST", ["exec", id, "start"], body: ["Detach": false, "Tty": false], timeout: nil, about: .exec, id)
        var output = ContainerLogs()
        let stream = try await connection.stream(start)
        for try await entry in LogEntries(stream: stream, isFramed: true, request: start.summary) {
            output.append(entry)
        }
        let inspect = EngineRequest("GET", ["exec", id, "json"], about: .exec, id)
        guard let code = try await connection.value(inspect)["ExitCode"]?.int else {
            throw .unexpectedAnswer(request: inspect.summary, reason: "no ExitCode")
        }
        return (code, output)
    }
}
