import Docker
import Execution
import Model
import Testing
import Values

@Suite(.timeLimit(.minutes(5))) struct `the replacement of a container` {
    /// Everything of the test, as "name state".
    private func all(_ host: DockerHost) async throws -> [String] {
        try await host.docker.containers.list().filter { $0.name.hasPrefix(host.prefix) }.map {
            "\($0.name.dropFirst(host.prefix.count)) \($0.state)"
        }.sorted()
    }

    /// What makes a new container fail, and the words about it.
    @Test(
        arguments: [
            (["runtime": "nonesuch"], "the old one was not touched: ", "nonesuch"),
            (["command": "/nonesuch"], "the old one runs again: Failed to start container", "/nonesuch"),
            (
                ["command": ["/bin/sh", "-c", "echo no database; exit 3"]],
                "the old one runs again: Container is not running", "exited with code 3; the last lines of its log:"
            ),
            (
                ["command": ["/bin/sh", "-c", "echo no database; exit 3"], "restart": "always"],
                "the old one runs again: Container is not running", "no database"
            ),
        ] as [(ValueMap, String, String)])
    func `a new container that fails leaves the old one running`(
        arguments: ValueMap, outcome words: String, reason: String
    ) async throws {
        try await DockerHost.use { host in
            _ = try await host.running(host.prefix, ["environment": ["A=1"]])
            let old = try await host.docker.containers.inspect(host.prefix)
            for _ in 0..<2 {
                let outcome = try await host.running(host.prefix, arguments)
                #expect(outcome.result == false)
                #expect(outcome.comment.hasPrefix("Container '\(host.prefix)' was not replaced, "))
                #expect(outcome.comment.contains(words) && outcome.comment.contains(reason), "\(outcome.comment)")
                #expect(outcome.changes.isEmpty)
                #expect(try await host.docker.containers.inspect(host.prefix).id == old.id)
                #expect(try await all(host) == [" running"])
            }
            // It is what it was: a run with its own arguments has nothing to do.
            #expect(try await host.running(host.prefix, ["environment": ["A=1"]]).changes.isEmpty)
        }
    }

    @Test func `a port that somebody else has leaves the old one with its own`() async throws {
        try await DockerHost.use { host in
            _ = try await host.running("\(host.prefix)-other", ["port_bindings": "127.0.0.1::80"])
            let taken = try #require(try await host.docker.containers.inspect("\(host.prefix)-other").ports.first)
            _ = try await host.running(host.prefix, ["port_bindings": "127.0.0.1::80"])
            let old = try await host.docker.containers.inspect(host.prefix)
            let outcome = try await host.running(
                host.prefix, ["port_bindings": .string("127.0.0.1:\(taken.hostPort):80")])
            #expect(outcome.result == false)
            #expect(outcome.comment.contains("the old one runs again"), "\(outcome.comment)")
            #expect(outcome.comment.contains("already allocated"), "\(outcome.comment)")
            let now = try await host.docker.containers.inspect(host.prefix)
            #expect(now.id == old.id && now.state.isRunning && now.ports.count == 1)
        }
    }

    @Test func `the old one comes back with its networks and names`() async throws {
        try await DockerHost.use { host in
            let network = host.prefix + "-net"
            _ = try await host.state("docker_network.present", network)
            let networks: Value = [.map([network: [["aliases": ["web"]]]])]
            _ = try await host.running(host.prefix, ["networks": networks])
            _ = try await host.running("\(host.prefix)-other", ["networks": [.string(network)]])
            let outcome = try await host.running(host.prefix, ["networks": networks, "command": "/nonesuch"])
            #expect(outcome.comment.contains("the old one runs again"), "\(outcome.comment)")
            #expect(try await host.running(host.prefix, ["networks": networks]).changes.isEmpty)
            for name in ["web", host.prefix] {
                let found = try await host.docker.containers.run(["nslookup", name], in: "\(host.prefix)-other")
                #expect(found.exitCode == 0, "\(found)")
            }
        }
    }

    @Test(arguments: ["paused", "stopped"])
    func `the old one comes back as it was`(state: String) async throws {
        try await DockerHost.use { host in
            _ = try await host.running(host.prefix)
            if state == "paused" { try await host.docker.containers.pause(host.prefix) }
            if state == "stopped" { try await host.docker.containers.stop(host.prefix) }
            let outcome = try await host.running(host.prefix, ["command": "/nonesuch"])
            #expect(outcome.comment.contains(state == "paused" ? "the old one is paused again" : "the old one is back"))
            #expect(try await host.docker.containers.inspect(host.prefix).state.word == state)
        }
    }

    @Test func `where the old one removed itself, the new one stays to be looked at`() async throws {
        try await DockerHost.use { host in
            _ = try await host.running(host.prefix, ["auto_remove": true])
            let outcome = try await host.running(host.prefix, ["command": "/nonesuch"])
            #expect(outcome.result == false)
            #expect(outcome.comment.contains("Replaced container") && outcome.comment.contains("Failed to start"))
            #expect(outcome.changes["container_id"]?["added"] != nil)
            #expect(try await all(host) == [" created"])
        }
    }

    @Test func `a run that is cancelled in the middle of it ends it first`() async throws {
        try await DockerHost.use { host in
            _ = try await host.running(host.prefix, ["stop_signal": "SIGTERM", "stop_timeout": 2])
            let old = try await host.docker.containers.inspect(host.prefix).id
            let task = Task { try await host.running(host.prefix, ["environment": ["A=2"]]) }
            while try await host.docker.containers.find("\(host.prefix)-pigeon-next") == nil {}
            task.cancel()
            _ = try await task.value
            let now = try await host.docker.containers.inspect(host.prefix)
            #expect(now.state.isRunning)
            #expect(try await all(host) == [" running"])
            #expect(now.environment.contains("A=2") == (now.id != old))
        }
    }
}
