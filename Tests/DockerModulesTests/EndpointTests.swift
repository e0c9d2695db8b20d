import Docker
import Execution
import Model
import Testing
import Values

@Suite struct `docker.endpoints` {
    private let grains: ValueMap = [
        "ipv4": ["10.9.8.7", "127.0.0.1", "172.17.0.1"], "fqdn_ip4": ["127.0.1.1"],
        "ip4_interfaces": ["docker0": ["172.17.0.1"], "eth0": ["10.9.8.7"], "lo": ["127.0.0.1"]],
    ]

    @Test func `it tells where the containers serve, from inside and outside`() async throws {
        try await DockerHost.use { host in
            let network = host.prefix + "-net"
            _ = try await host.state("docker_network.present", network)
            let label = "of=\(host.prefix)"
            for (name, more) in [("a", ["port_bindings": 8080]), ("b", [:])] as [(String, ValueMap)] {
                let arguments: ValueMap = [
                    "labels": ["register_backend=true", .string(label)],
                    "networks": ["bridge", .string(network)],
                ]
                let outcome = try await host.running("\(host.prefix)-\(name)", arguments.merged(with: more))
                #expect(outcome.result == true, "\(outcome.comment)")
            }
            let answer = try await host.call(
                "docker.endpoints", [],
                [
                    "labels": ["register_backend=true", .string(label)], "port": 8080, "network": .string(network),
                ], grains: grains)
            #expect(answer.retcode == 0)
            let list = try #require(answer.value.list)
            #expect(list.map { $0["name"]?.string } == ["\(host.prefix)-a", "\(host.prefix)-b"])
            for endpoint in list {
                let details = try await host.docker.containers.inspect(endpoint["name"]?.string ?? "")
                #expect(endpoint["id"]?.string == details.id)
                #expect(endpoint["address"]?.string == details.networks[network]?.address)
                #expect(endpoint["port"] == 8080)
                #expect(endpoint["state"] == "running")
                #expect(endpoint["started"]?.string == details.state.startedAt)
            }
            let published = try await host.docker.containers.inspect("\(host.prefix)-a").ports.first
            #expect(list[0]["host_port"]?.int == published?.hostPort)
            #expect(list[0]["host_address"] == "10.9.8.7")
            #expect(list[1]["host_port"] == nil && list[1]["host_address"] == nil)

            let told = try await host.call(
                "docker.endpoints", [.string(label), 8080], options: ["advertise_address": "192.0.2.1"], grains: grains)
            #expect(told.value.list?.first?["host_address"] == "192.0.2.1")
        }
    }

    @Test func `a container that doesn't run is a failure that names it`() async throws {
        try await DockerHost.use { host in
            let label = "of=\(host.prefix)"
            _ = try await host.running("\(host.prefix)-a", ["labels": [.string(label)]])
            _ = try await host.running("\(host.prefix)-b", ["labels": [.string(label)], "start": false])
            let answer = try await host.call("docker.endpoints", [.string(label), 8080])
            #expect(answer.retcode == 2)
            #expect(answer.value == .string("not running: \(host.prefix)-b (Created)"))
            let running = try await host.call(
                "docker.endpoints", [.string(label), 8080], ["running_only": true])
            #expect(running.retcode == 0)
            #expect(running.value.list?.map { $0["name"]?.string } == ["\(host.prefix)-a"])
        }
    }

    @Test func `no container is an empty list`() async throws {
        try await DockerHost.use { host in
            let answer = try await host.call(
                "docker.endpoints", ["of=nothing-\(host.prefix)" as String].map(Value.string) + [80])
            #expect(answer.retcode == 0 && answer.value == [])
        }
    }
}
