import TestSupport
import Testing
import Values

@testable import Docker

/// Against a real engine.
@Suite(.timeLimit(.minutes(5))) struct EngineTests {
    @Test func `the version is negotiated`() async throws {
        let docker = try await DockerClient.shared()
        let version = try await docker.connection.version()
        #expect(version >= EngineVersion(major: 1, minor: 40) && version <= .newest)
        #expect(try await docker.system.version()["Version"]?.string?.isEmpty == false)
        #expect(try await docker.system.info()["Driver"] != nil)
    }

    @Test(arguments: ArgumentRow.all.filter(\.isShown))
    func `the engine takes an argument and shows it again`(row: ArgumentRow) async throws {
        let docker = try await DockerClient.shared()
        try await docker.withContainer(row.arguments, starts: false) { name, _ in
            let details = try await docker.containers.inspect(name)
            let shown = details.raw.value(at: row.field, delimiter: ".")
            switch row.field {
            case "Config.Labels": #expect(shown.map(withoutOurs) == row.expected)
            case "Config.Env":
                #expect(Set(row.expected.list ?? []).subtracting(["IMAGE"]).isSubset(of: Set(shown?.list ?? [])))
            default: #expect(shown == row.expected)
            }
        }
    }

    /// The heart of it: nothing that the engine echoes may look like a change.
    @Test(arguments: ArgumentRow.all.filter(\.isShown))
    func `a container that was just made is kept`(row: ArgumentRow) async throws {
        let docker = try await DockerClient.shared()
        try await docker.withContainer(row.arguments, starts: false) { name, asked in
            let current = ContainerSpecification(recordedIn: try await docker.containers.inspect(name), plainDigest)
            let difference = ContainerDifference(from: current, to: asked)
            #expect(difference.action == .keep, "\(difference.changes)")
        }
    }

    /// What the engine writes differently, or drops because the kernel lacks it, is no change either.
    @Test(
        arguments: [
            ["mem_limit": "512M", "memswap_limit": "1G"], ["cap_add": "NET_ADMIN"], ["blkio_weight": 300],
            ["mem_swappiness": 10], ["mem_limit": "64M"], ["log_opt": ["max-size": "1m"]], ["cpu_group": 1],
            [
                "env": ["A": "1", "B": nil], "labels": ["pigeon.app=web"], "publish": 80, "binds": "data9:/data",
                "tty": true,
            ],
        ] as [ValueMap])
    func `a container that was started is kept`(arguments: ValueMap) async throws {
        let docker = try await DockerClient.shared()
        try await docker.withContainer(arguments) { name, asked in
            let current = ContainerSpecification(recordedIn: try await docker.containers.inspect(name), plainDigest)
            let difference = ContainerDifference(from: current, to: asked)
            #expect(difference.action == .keep, "\(difference.changes)")
        }
    }

    @Test func `a container lives its life`() async throws {
        let docker = try await DockerClient.shared()
        try await docker.withContainer(["cmd": "sleep 1000", "labels": ["life=1"], "stop_timeout": 1, "init": true]) {
            name, _ in
            #expect(try await docker.containers.start(name) == false)
            let details = try await docker.containers.inspect(name)
            #expect(details.name == name)
            #expect(details.state.isRunning && details.state.processID > 0)
            #expect(details.environment.contains("IMAGE=own"))
            let found = try await docker.containers.list(filters: ["label": ["life=1"], "name": ["^/\(name)$"]])
            #expect(found.map(\.name) == [name])
            #expect(found.first?.state == "running")
            try await docker.containers.pause(name)
            #expect(try await docker.containers.inspect(name).state.isPaused)
            try await docker.containers.unpause(name)
            try await docker.containers.rename(name, to: name + "-b")
            try await docker.containers.rename(name + "-b", to: name)
            try await docker.containers.restart(name, timeout: .seconds(1))
            #expect(try await docker.containers.stop(name, timeout: .seconds(1)))
            #expect(try await docker.containers.stop(name) == false)
            #expect(try await docker.containers.inspect(name).state.status == "exited")
        }
    }

    @Test func `the exit code is waited for and the output is taken apart`() async throws {
        let docker = try await DockerClient.shared()
        let command: ValueMap = ["cmd": ["sh", "-c", "echo out; sleep 0.2; echo err >&2; exit 7"]]
        try await docker.withContainer(command, starts: false) { name, _ in
            async let code = docker.containers.wait(name, nextExit: true)
            try await Task.sleep(for: .milliseconds(200))
            try await docker.containers.start(name)
            #expect(try await code == 7)
            #expect(try await docker.containers.wait(name) == 7)
            let logs = try await docker.containers.logs(name)
            #expect(logs.stdout == "out\n")
            #expect(logs.stderr == "err\n")
            #expect(try await docker.containers.logs(name, tail: 1).combined == "err\n")
        }
        try await docker.withContainer(["cmd": "echo hello", "tty": true]) { name, _ in
            _ = try await docker.containers.wait(name)
            #expect(try await docker.containers.logs(name).stdout == "hello\r\n")
        }
    }

    @Test func `waiting for a container ends when the task is cancelled`() async throws {
        let docker = try await DockerClient.shared()
        try await docker.withContainer([:]) { name, _ in
            let waiting = Task { try await docker.containers.wait(name) }
            try await Task.sleep(for: .milliseconds(200))
            waiting.cancel()
            await #expect(throws: DockerError.cancelled) { try await waiting.value }
            try await docker.containers.kill(name, signal: "KILL")
            #expect(try await docker.containers.wait(name) == 137)
        }
    }

    @Test func `a command runs in a container`() async throws {
        let docker = try await DockerClient.shared()
        try await docker.withContainer([:]) { name, _ in
            let (code, output) = try await docker.containers.run(
                ["sh", "-c", "echo $A; echo e >&2; exit 3"], in: name, environment: ["A=b"])
            #expect(code == 3)
            #expect(output.stdout == "b\n")
            #expect(output.stderr == "e\n")
        }
    }

    @Test func `limits and networks change on a running container, and then nothing is left to do`() async throws {
        let docker = try await DockerClient.shared()
        try await docker.withNetwork { front in
            try await docker.withNetwork { back in
                let before: ValueMap = ["networks": [.string(front)], "mem_limit": "64M"]
                try await docker.withContainer(before) { name, _ in
                    let process = try await docker.containers.inspect(name).state.processID
                    var asked = try specification([
                        "networks": [.map([back: ["aliases": ["web"]]])], "mem_limit": "128M", "restart": "always",
                    ])
                    asked.imageID = try await docker.images.inspect(DockerEngine.image).id
                    let current = ContainerSpecification(
                        recordedIn: try await docker.containers.inspect(name), plainDigest)
                    guard case .update(let update) = ContainerDifference(from: current, to: asked).action else {
                        Issue.record("no update")
                        return
                    }
                    try await docker.containers.update(name, update.resources)
                    for network in update.disconnect { try await docker.networks.disconnect(name, from: network) }
                    for item in update.connect {
                        try await docker.networks.connect(name, to: item.network, endpoint: item.endpoint)
                    }
                    let details = try await docker.containers.inspect(name)
                    #expect(details.state.processID == process)
                    #expect(Array(details.networks.keys) == [back])
                    let next = ContainerSpecification(recordedIn: details, plainDigest)
                    let difference = ContainerDifference(from: next, to: asked)
                    #expect(difference.action == .keep, "\(difference.changes)")
                }
            }
        }
    }

    @Test func `a container with aliases and an address is found to be as asked`() async throws {
        let docker = try await DockerClient.shared()
        let pool: ValueMap = ["IPAM": ["Config": [["Subnet": "10.211.7.0/24"]]]]
        try await docker.withNetwork(pool) { network in
            let arguments: ValueMap = [
                "networks": [.map([network: [["aliases": ["web", "app"]], ["ipv4_address": "10.211.7.9"]]])],
                "hostname": "web1", "env": ["PASSWORD": "x"], "port_bindings": "127.0.0.1::80",
            ]
            try await docker.withContainer(arguments) { name, asked in
                let details = try await docker.containers.inspect(name)
                #expect(details.networks[network]?.address == "10.211.7.9")
                #expect(details.ports.first?.hostAddress == "127.0.0.1")
                let members = try await docker.networks.inspect(network).containers
                #expect(members == [details.id: name])
                let current = try #require(ContainerSpecification(recordedIn: details, plainDigest))
                #expect(ContainerDifference(from: current, to: asked).action == .keep)
                #expect(current.config["Env"] == ["PASSWORD=x"])
            }
        }
    }

    @Test func `no networks are none`() async throws {
        let docker = try await DockerClient.shared()
        try await docker.withContainer(["networks": []]) { name, asked in
            let details = try await docker.containers.inspect(name)
            #expect(details.networks.isEmpty)
            let current = ContainerSpecification(recordedIn: details, plainDigest)
            #expect(ContainerDifference(from: current, to: asked).action == .keep)
        }
    }

    @Test func `volumes are made and removed`() async throws {
        let docker = try await DockerClient.shared()
        try await docker.volumes.create("data1", options: ["Labels": ["a": "b"]])
        #expect(try await docker.volumes.inspect("data1")["Labels"] == ["a": "b"])
        #expect(try await docker.volumes.list(filters: ["name": ["data1"]]).count == 1)
        try await docker.volumes.remove("data1")
    }
}
