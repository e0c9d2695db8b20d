import Docker
import Execution
import Model
import Testing
import Values

@Suite struct `docker_network` {
    @Test func `a network is created once`() async throws {
        try await DockerHost.use { host in
            let name = host.prefix
            let arguments: ValueMap = ["labels": ["a=1", "pigeon.stack=app/1"], "subnet": "10.213.7.0/24"]
            let ahead = try await host.state("docker_network.present", name, arguments, mode: .test)
            #expect(ahead.result == nil && ahead.comment == "Network will be created")
            #expect(try await host.docker.networks.find(name) == nil)
            let first = try await host.state("docker_network.present", name, arguments)
            #expect(first.result == true)
            #expect(first.comment == "Network '\(name)' created")
            #expect(first.changes == ["created": true])
            let network = try await host.docker.networks.inspect(name)
            #expect(network.labels["a"] == "1")
            #expect(network.pools.first?["Subnet"] == "10.213.7.0/24")
            let again = try await host.state("docker_network.present", name, arguments)
            #expect(again.changes.isEmpty)
            #expect(again.comment == "Network '\(name)' already exists, and is configured as specified")
        }
    }

    @Test func `a network of somebody else's is taken as it is when nothing else is asked`() async throws {
        try await DockerHost.use { host in
            let name = host.prefix
            _ = try await host.docker.networks.create(name, options: ["Labels": ["theirs": "1"]])
            #expect(try await host.state("docker_network.present", name).changes.isEmpty)
            #expect(try await host.state("docker_network.present", name, ["labels": ["theirs=1"]]).changes.isEmpty)
            let ahead = try await host.state("docker_network.present", name, ["internal": true], mode: .test)
            #expect(ahead.comment == "Network would be recreated with new config")
            #expect(ahead.changes[name] == ["Internal": ["old": false, "new": true]])
        }
    }

    @Test func `another configuration replaces it and connects its containers again`() async throws {
        try await DockerHost.use { host in
            let (name, container) = (host.prefix, host.prefix + "-c")
            _ = try await host.state("docker_network.present", name)
            _ = try await host.running(container, ["networks": [[.init(name): [["aliases": ["web"]]]]]])
            let outcome = try await host.state("docker_network.present", name, ["labels": ["a=2"]])
            #expect(outcome.result == true)
            #expect(outcome.comment == "Network '\(name)' was replaced with updated config")
            #expect(outcome.changes["reconnected"] == [.string(container)])
            #expect(outcome.changes["disconnected"] == nil)
            let network = try await host.docker.networks.inspect(name)
            #expect(network.labels["a"] == "2")
            #expect(Array(network.containers.values) == [container])
            let attachment = try await host.docker.containers.inspect(container).networks[name]
            #expect(attachment?.aliases.contains("web") == true)
        }
    }

    @Test func `a network is removed although containers are in it`() async throws {
        try await DockerHost.use { host in
            let (name, container) = (host.prefix, host.prefix + "-c")
            _ = try await host.state("docker_network.present", name)
            _ = try await host.running(container, ["networks": [.string(name)]])
            let ahead = try await host.state("docker_network.absent", name, mode: .test)
            #expect(ahead.comment == "Network '\(name)' will be removed")
            #expect(try await host.docker.networks.find(name) != nil)
            let outcome = try await host.state("docker_network.absent", name)
            #expect(outcome.result == true)
            #expect(outcome.comment == "Removed network '\(name)'")
            #expect(outcome.changes == ["removed": true, "disconnected": [.string(container)]])
            let again = try await host.state("docker_network.absent", name)
            #expect(again.result == true && again.changes.isEmpty)
            #expect(again.comment == "Network '\(name)' already absent")
        }
    }

    @Test(
        arguments: [
            (["subnet": "10.0.0.0/99"], "'10.0.0.0/99' is neither an IP address nor a network"),
            (["gateway": "10.0.0.1"], "'subnet' is required"), (["subnett": "10.0.0.0/8"], "did you mean 'subnet'?"),
            (["options": ["a=b"], "driver_opts": ["a=b"]], "two names of one argument"),
        ] as [(ValueMap, String)])
    func `a wrong argument is refused`(arguments: ValueMap, words: String) async throws {
        try await DockerHost.use { host in
            let outcome = try await host.state("docker_network.present", host.prefix, arguments)
            #expect(outcome.result == false)
            #expect(outcome.comment.contains(words))
        }
    }
}
