import Docker
import Execution
import Model
import TestSupport
import Testing
import Values

@Suite struct `docker execution functions` {
    @Test func `containers are listed, inspected, steered and removed`() async throws {
        try await DockerHost.use { host in
            let name = host.prefix
            _ = try await host.running(
                name,
                ["command": ["/bin/sh", "-c", "echo one; echo two; sleep 1000"], "labels": ["of": .string(name)]])
            let id = try await host.docker.containers.inspect(name).id
            let filters: Value = ["label": .string("of=\(name)")]
            #expect(try await host.call("docker.ps", [], ["filters": filters]).value.map?.keyTexts == [id])
            #expect(try await host.call("docker.list_containers", [], ["filters": filters]).value == [.string(name)])
            #expect(try await host.call("docker.inspect", [.string(name)]).value["Id"]?.string == id)
            #expect(try await host.call("docker.logs", [.string(name)], ["tail": 1]).value == "two\n")
            #expect(
                try await host.call("docker.stop", [.string(name)]).value
                    == ["state": ["old": "running", "new": "stopped"], "result": true])
            #expect(try await host.call("docker.state", [.string(name)]).value == "stopped")
            _ = try await host.call("docker.start", [.string(name)])
            #expect(try await host.call("docker.signal", [.string(name), "SIGKILL"]).value == true)
            #expect(try await host.call("docker.wait", [.string(name)]).value == 137)
            _ = try await host.call("docker.restart", [.string(name)])
            #expect(try await host.call("docker.rm", [.string(name)], ["force": true]).value == [.string(id)])
            #expect(try await host.call("docker.exists", [.string(name)]).value == false)
            await #expect(throws: DockerError.self) { try await host.call("docker.inspect", [.string(name)]) }
        }
    }

    @Test func `commands run in a container`() async throws {
        try await DockerHost.use { host in
            _ = try await host.running(host.prefix)
            let name = Value.string(host.prefix)
            #expect(try await host.call("docker.run", [name, "echo $((6*7))"]).value == "42")
            let failed = try await host.call("docker.run", [name, "exit 3"])
            #expect(failed.retcode == 3)
            #expect(try await host.call("docker.retcode", [name, ["/bin/false"]]).value == 1)
            #expect(
                try await host.call("docker.run_all", [name, "echo a; echo b >&2"]).value
                    == ["retcode": 0, "stdout": "a", "stderr": "b"])
        }
    }

    @Test func `the engine, its images and networks are described`() async throws {
        try await DockerHost.use { host in
            #expect(try await host.call("docker.version").value["ApiVersion"]?.string != nil)
            #expect(try await host.call("docker.info").value["Driver"]?.string != nil)
            let image = try await host.docker.images.inspect(DockerEngine.image)
            #expect(try await host.call("docker.images").value[image.id]?["Id"]?.string == image.id)
            let networks = try await host.call("docker.networks", [], ["names": "bridge"]).value
            #expect(networks.list?.map { $0["Name"] } == ["bridge"])
        }
    }
}
