import Docker
import Execution
import Model
import Testing
import Values

@Suite struct `docker_container.running` {
    @Test func `a container is created, and a second run changes nothing`() async throws {
        try await DockerHost.use { host in
            let name = host.prefix
            let arguments: ValueMap = [
                "environment": ["A=1"], "labels": ["role=web"], "ports": 8080, "restart": "always",
            ]
            let ahead = try await host.running(name, arguments, mode: .test)
            #expect(ahead.result == nil)
            #expect(ahead.comment == "Container '\(name)' would be created")
            #expect(try await host.docker.containers.find(name) == nil)

            let first = try await host.running(name, arguments)
            let made = try await host.docker.containers.inspect(name)
            #expect(first.result == true)
            #expect(first.comment == "Created container '\(name)'")
            #expect(first.changes["container_id"]?["added"]?.string == made.id)
            #expect(first.changes["state"] == ["old": nil, "new": "running"])
            #expect(made.state.isRunning)

            for mode in [AnyStateFunction.Mode.apply, .test] {
                let again = try await host.running(name, arguments, mode: mode)
                #expect(again.result == true)
                #expect(again.changes.isEmpty)
                #expect(again.comment == "Container '\(name)' is already configured as specified")
            }
            #expect(try await host.docker.containers.inspect(name).id == made.id)
        }
    }

    @Test func `another configuration replaces the container and is told first`() async throws {
        try await DockerHost.use { host in
            let name = host.prefix
            _ = try await host.running(name, ["environment": ["A=1"]])
            let old = try await host.docker.containers.inspect(name).id
            let ahead = try await host.running(name, ["environment": ["A=2"]], mode: .test)
            #expect(ahead.comment == "Container '\(name)' would be replaced")
            #expect(ahead.changes["container"]?["Config"]?["Env"] == ["old": ["A=1"], "new": ["A=2"]])
            #expect(try await host.docker.containers.inspect(name).id == old)

            let outcome = try await host.running(name, ["environment": ["A=2"]])
            let new = try await host.docker.containers.inspect(name)
            #expect(outcome.result == true)
            #expect(outcome.comment == "Replaced container '\(name)'")
            #expect(outcome.changes["container_id"] == ["removed": [.string(old)], "added": .string(new.id)])
            #expect(outcome.changes["container"]?["Config"]?["Env"] == ["old": ["A=1"], "new": ["A=2"]])
            #expect(new.state.isRunning)
            #expect(new.environment.contains("A=2"))
            #expect(try await host.docker.containers.list().count { $0.name.hasPrefix(name) } == 1)
        }
    }

    @Test func `limits and networks are changed while it runs`() async throws {
        try await DockerHost.use { host in
            let (name, network) = (host.prefix, host.prefix + "-net")
            _ = try await host.state("docker_network.present", network)
            _ = try await host.running(name, ["networks": ["bridge"]])
            let id = try await host.docker.containers.inspect(name).id
            let outcome = try await host.running(name, ["restart": "always", "networks": [.string(network)]])
            let now = try await host.docker.containers.inspect(name)
            #expect(outcome.result == true)
            #expect(
                outcome.comment
                    == "Updated container '\(name)' without replacing it. Disconnected from network 'bridge'. "
                    + "Connected to network '\(network)'.")
            #expect(now.id == id && now.state.isRunning)
            #expect(Array(now.networks.keys) == [network])
            #expect(outcome.changes["container"]?["Networks"]?[network] == ["old": nil, "new": [:]])
        }
    }

    @Test func `networks that are missing are named and nothing is made`() async throws {
        try await DockerHost.use { host in
            let name = host.prefix
            let networks: Value = [.string(name + "-b"), .string(name + "-a")]
            let outcome = try await host.running(name, ["networks": networks])
            #expect(outcome.result == false)
            #expect(outcome.comment == "The following networks are not present: \(name)-a, \(name)-b")
            #expect(try await host.docker.containers.find(name) == nil)
            // A state before it may be about to make them.
            let ahead = try await host.running(name, ["networks": networks], mode: .test)
            #expect(ahead.result == nil)
            #expect(ahead.warnings.first?.hasPrefix("The following networks are not present") == true)
        }
    }

    @Test func `an image that can't be had is named with the reason`() async throws {
        try await DockerHost.use { host in
            let image = "127.0.0.1:1/none:9"
            let ahead = try await host.running(host.prefix, ["image": .string(image)], mode: .test)
            #expect(ahead.result == nil)
            let outcome = try await host.running(host.prefix, ["image": .string(image)])
            #expect(outcome.result == false)
            #expect(outcome.comment.hasPrefix("Image '\(image)' is not on this host and can't be pulled: "))
            #expect(outcome.comment.contains("connection refused"))
            #expect(outcome.changes.isEmpty)
        }
    }

    @Test(arguments: ["no", "always"])
    func `a container that ends at once is a failure with its last words`(restart: String) async throws {
        try await DockerHost.use { host in
            let outcome = try await host.running(
                host.prefix,
                ["command": ["/bin/sh", "-c", "seq 1 30; echo no database; exit 3"], "restart": .string(restart)])
            #expect(outcome.result == false)
            #expect(outcome.comment.contains("Container is not running: '\(host.prefix)'"))
            #expect(outcome.comment.contains("no database"))
            #expect(outcome.changes["container_id"] != nil)
            #expect(outcome.changes["state"] == nil)
            if restart == "no" {
                #expect(outcome.comment.contains("exited with code 3"))
                #expect(outcome.comment.contains("\n12\n") && !outcome.comment.contains("\n11\n"))
            }
            // It stays wrong until it stays up.
            let again = try await host.running(
                host.prefix,
                ["command": ["/bin/sh", "-c", "seq 1 30; echo no database; exit 3"], "restart": .string(restart)])
            #expect(again.result == false)
        }
    }

    @Test func `a program that isn't in the image is a failure that names it`() async throws {
        try await DockerHost.use { host in
            let outcome = try await host.running(host.prefix, ["command": "/nonesuch"])
            #expect(outcome.result == false)
            #expect(outcome.comment.contains("Failed to start container '\(host.prefix)'"))
            #expect(outcome.comment.contains("/nonesuch"))
        }
    }

    @Test func `start False leaves it as it was made, and a stopped one is started`() async throws {
        try await DockerHost.use { host in
            let name = host.prefix
            let outcome = try await host.running(name, ["start": false])
            #expect(outcome.result == true)
            #expect(try await host.docker.containers.inspect(name).state.word == "stopped")
            #expect(try await host.running(name, ["start": false]).changes.isEmpty)

            let ahead = try await host.running(name, mode: .test)
            #expect(ahead.comment == "Container would be started")
            let started = try await host.running(name)
            #expect(started.result == true)
            #expect(started.comment == "State changed from 'stopped' to 'running'")
            #expect(started.changes == ["state": ["old": "stopped", "new": "running"]])

            try await host.docker.containers.pause(name)
            let unpaused = try await host.running(name)
            #expect(unpaused.changes == ["state": ["old": "paused", "new": "running"]])
        }
    }

    @Test func `a watched change replaces it, or sends a signal`() async throws {
        try await DockerHost.use { host in
            let name = host.prefix
            let command: Value = ["/bin/sh", "-c", "trap 'echo hup' HUP; while true; do sleep 0.05; done"]
            let arguments: ValueMap = ["command": command, "watch_action": "SIGHUP"]
            _ = try await host.running(name, arguments)
            let id = try await host.docker.containers.inspect(name).id
            let ahead = try await host.running(name, arguments, mode: .watchedChange(isTest: true))
            #expect(ahead.comment == "Signal SIGHUP would be sent to container")
            let signalled = try await host.running(name, arguments, mode: .watchedChange(isTest: false))
            #expect(signalled.comment == "Sent signal SIGHUP to container")
            #expect(signalled.changes == ["signal": "SIGHUP"])
            #expect(try await host.docker.containers.inspect(name).id == id)

            let forced = try await host.running(name, ["command": command], mode: .watchedChange(isTest: false))
            #expect(forced.comment == "Replaced container '\(name)'")
            #expect(forced.changes["forced_update"] == true)
            #expect(try await host.docker.containers.inspect(name).id != id)
        }
    }

    @Test func `a wrong argument is refused before anything is asked of the engine`() async throws {
        try await DockerHost.use { host in
            let outcome = try await host.running(host.prefix, ["comand": "x"])
            #expect(outcome.result == false)
            #expect(outcome.comment.contains("unknown argument 'comand'"))
            #expect(outcome.comment.contains("did you mean 'command'?"))
        }
    }
}
