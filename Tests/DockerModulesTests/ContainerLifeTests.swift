import Docker
import Execution
import Model
import TestSupport
import Testing
import Values

@Suite struct `docker_container.run, absent and stopped` {
    private func run(
        _ host: DockerHost, _ script: String, _ more: ValueMap = [:], mode: AnyStateFunction.Mode = .apply
    ) async throws -> AnyStateFunction.Outcome {
        let arguments: ValueMap = [
            "image": .string(DockerEngine.image), "command": ["/bin/sh", "-c", .string(script)],
            "stop_signal": "SIGKILL",
        ]
        return try await host.state("docker_container.run", host.prefix, arguments.merged(with: more), mode: mode)
    }

    @Test func `a task runs once, and again when it is another one`() async throws {
        try await DockerHost.use { host in
            let ahead = try await run(host, "echo done", mode: .test)
            #expect(ahead.result == nil && ahead.comment == "Container would be run")
            #expect(try await host.docker.containers.find(host.prefix) == nil)

            let first = try await run(host, "echo done")
            #expect(first.result == true)
            #expect(first.comment == "Container ran and exited with a return code of 0")
            #expect(first.changes["Logs"] == "done\n")
            #expect(first.changes["ExitCode"] == 0)
            let id = try await host.docker.containers.inspect(host.prefix).id
            #expect(first.changes["Id"]?.string == id)

            let again = try await run(host, "echo done")
            #expect(again.result == true && again.changes.isEmpty)
            let other = try await run(host, "echo other")
            #expect(other.changes["Logs"] == "other\n")
            #expect(try await host.docker.containers.inspect(host.prefix).id != id)
        }
    }

    @Test func `a task that fails says how, and is tried again`() async throws {
        try await DockerHost.use { host in
            for _ in 0..<2 {
                let outcome = try await run(host, "seq 1 25; echo no table; exit 4")
                #expect(outcome.result == false)
                #expect(outcome.comment.hasPrefix("Container ran and exited with a return code of 4; "))
                #expect(outcome.comment.hasSuffix("\n25\nno table"))
                #expect(!outcome.comment.contains("\n6\n"))
                #expect(outcome.changes["ExitCode"] == 4)
            }
            let soft = try await run(host, "exit 4", ["failhard": false])
            #expect(soft.result == true && soft.changes["ExitCode"] == 4)
        }
    }

    @Test func `a task that is running is waited for, another is not pushed aside`() async throws {
        try await DockerHost.use { host in
            let command = "until [ -e /go ]; do sleep 0.1; done; echo end"
            let background = try await run(host, command, ["bg": true])
            #expect(background.comment == "Container was run in the background")
            let id = try await host.docker.containers.inspect(host.prefix).id
            let other = try await run(host, "echo other")
            #expect(other.result == false)
            #expect(other.comment.contains("set force to True"))
            async let waiting = run(host, command)
            try await Task.sleep(for: .seconds(2))
            _ = try await host.docker.containers.run(["sh", "-c", "echo >/go"], in: host.prefix)
            let joined = try await waiting
            #expect(joined.changes["Logs"] == "end\n")
            #expect(try await host.docker.containers.inspect(host.prefix).id == id)
        }
    }

    @Test func `auto_remove leaves nothing behind but the report`() async throws {
        try await DockerHost.use { host in
            let outcome = try await run(host, "echo done", ["auto_remove": true])
            #expect(outcome.result == true && outcome.changes["Logs"] == "done\n")
            #expect(try await host.docker.containers.find(host.prefix) == nil)
        }
    }

    @Test func `a running container is removed only with force`() async throws {
        try await DockerHost.use { host in
            let name = host.prefix
            _ = try await host.running(name)
            let id = try await host.docker.containers.inspect(name).id
            for mode in [AnyStateFunction.Mode.test, .apply] {
                let refused = try await host.state("docker_container.absent", name, mode: mode)
                #expect(refused.result == false)
                #expect(refused.comment == "Container is running, set force to True to forcibly remove it")
            }
            let ahead = try await host.state("docker_container.absent", name, ["force": true], mode: .test)
            #expect(ahead.result == nil && ahead.comment == "Container '\(name)' will be removed")
            let outcome = try await host.state("docker_container.absent", name, ["force": true])
            #expect(outcome.result == true)
            #expect(outcome.comment == "Forcibly removed container '\(name)'")
            #expect(outcome.changes == ["removed": [.string(id)]])
            let again = try await host.state("docker_container.absent", name)
            #expect(again.result == true && again.changes.isEmpty)
            #expect(again.comment == "Container '\(name)' does not exist")
        }
    }

    @Test func `the beginning of an id is nobody's name`() async throws {
        try await DockerHost.use { host in
            _ = try await host.running(host.prefix)
            let id = try await host.docker.containers.inspect(host.prefix).id
            let outcome = try await host.state(
                "docker_container.absent", String(id.prefix(6)), ["force": true])
            #expect(outcome.comment == "Container '\(id.prefix(6))' does not exist")
            #expect(try await host.docker.containers.inspect(id).state.isRunning)
        }
    }

    @Test func `containers are stopped, and those that are not running stay so`() async throws {
        try await DockerHost.use { host in
            let names = ["\(host.prefix)-a", "\(host.prefix)-b"]
            for name in names { _ = try await host.running(name) }
            let both: ValueMap = ["containers": .strings(names)]
            let ahead = try await host.state("docker_container.stopped", "x", both, mode: .test)
            #expect(ahead.result == nil)
            #expect(ahead.comment == "The following container(s) will be stopped: \(names[0]), \(names[1])")
            let outcome = try await host.state("docker_container.stopped", "x", both)
            #expect(outcome.result == true)
            #expect(outcome.comment == "The following container(s) were stopped: \(names[0]), \(names[1])")
            #expect(outcome.changes[names[0]] == ["state": ["old": "running", "new": "stopped"]])
            let again = try await host.state("docker_container.stopped", names[0])
            #expect(again.changes.isEmpty && again.comment == "Container '\(names[0])' is not running")
            let absent = try await host.state("docker_container.stopped", host.prefix)
            #expect(absent.result == false)
            #expect(absent.comment == "The following container(s) are absent: \(host.prefix)")
            let fine = try await host.state("docker_container.stopped", host.prefix, ["error_on_absent": false])
            #expect(fine.result == true && fine.comment == "Container '\(host.prefix)' is absent or not running")
        }
    }

    @Test func `a paused container is stopped only with unpause`() async throws {
        try await DockerHost.use { host in
            _ = try await host.running(host.prefix)
            try await host.docker.containers.pause(host.prefix)
            let refused = try await host.state("docker_container.stopped", host.prefix)
            #expect(refused.comment == "The following container(s) are paused: \(host.prefix)")
            let outcome = try await host.state("docker_container.stopped", host.prefix, ["unpause": true])
            #expect(outcome.result == true)
            #expect(try await !host.docker.containers.inspect(host.prefix).state.isRunning)
        }
    }
}
