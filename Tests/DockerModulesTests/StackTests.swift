import Docker
import Execution
import Model
import TestSupport
import Testing
import Values

@Suite struct `docker_stack.absent` {
    @Test func `everything with the stack's label goes, nothing else`() async throws {
        try await DockerHost.use { host in
            let (mine, other) = (host.prefix + "/1", host.prefix + "/2")
            let network = host.prefix + "-net"
            _ = try await host.state(
                "docker_network.present", network, ["labels": [.string("pigeon.stack=\(mine)")]])
            for number in 0..<3 {
                _ = try await host.running(
                    "\(host.prefix)-\(number)",
                    [
                        "labels": [.string("pigeon.stack=\(number == 2 ? other : mine)")],
                        "networks": [.string(network)],
                    ])
            }
            let ahead = try await host.state("docker_stack.absent", mine, mode: .test)
            #expect(ahead.result == nil)
            #expect(ahead.comment == "Stack '\(mine)' would be removed: 2 containers, 1 network")

            let outcome = try await host.state("docker_stack.absent", mine)
            #expect(outcome.result == true)
            #expect(outcome.comment == "Removed stack '\(mine)': 2 containers, 1 network")
            #expect(
                outcome.changes["removed"]
                    == [
                        "containers": [.string("\(host.prefix)-0"), .string("\(host.prefix)-1")],
                        "networks": [.string(network)],
                    ])
            #expect(try await host.docker.networks.find(network) == nil)
            #expect(try await host.docker.containers.inspect("\(host.prefix)-2").state.isRunning)

            let again = try await host.state("docker_stack.absent", mine)
            #expect(again.result == true && again.changes.isEmpty)
            #expect(again.comment == "Stack '\(mine)' is already absent")
        }
    }

    /// Each waits, once it was told to stop, until all have been told, and then says so.
    @Test(.timeLimit(.minutes(5))) func `containers are stopped side by side`() async throws {
        let folder = try TemporaryDirectory()
        let script = """
            trap 'echo >/all/$N.told; until set -- /all/*.told; [ $# = 3 ]; do sleep 0.1; done; echo >/all/$N.end; exit' TERM
            echo >/all/$N.up; while true; do sleep 0.1; done
            """
        try await DockerHost.use { host in
            for number in 0..<3 {
                _ = try await host.running(
                    "\(host.prefix)-\(number)",
                    [
                        "labels": [.string("pigeon.stack=\(host.prefix)/1")], "stop_signal": "SIGTERM",
                        "stop_timeout": 30, "environment": [.string("N=\(number)")],
                        "binds": [.string("\(folder.path):/all")], "command": ["/bin/sh", "-c", .string(script)],
                    ])
            }
            while Directory.names(in: folder.path).count < 3 { try await Task.sleep(for: .milliseconds(20)) }
            #expect(try await host.state("docker_stack.absent", "\(host.prefix)/1").result == true)
            #expect(
                Directory.names(in: folder.path).filter { $0.hasSuffix(".end") }.sorted() == [
                    "0.end", "1.end", "2.end",
                ])
        }
    }

    @Test func `a name that is no stack is refused`() async throws {
        try await DockerHost.use { host in
            let outcome = try await host.state("docker_stack.absent", "app")
            #expect(outcome.result == false)
            #expect(outcome.comment.contains("APP/VERSION"))
        }
    }
}
