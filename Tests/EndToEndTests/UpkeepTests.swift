import Testing
import Values

extension EndToEndTests {
    /// What happens by itself when containers come back elsewhere.
    @Suite struct UpkeepTests {
        private func address(of container: String, on stage: Stage) async throws -> String {
            try await stage.docker("inspect", "-f", "{{.NetworkSettings.Networks.loadbal.IPAddress}}", container)
                .filter { !$0.isNewline }
        }

        @Test func `a container that comes back with another address gets its traffic there`() async throws {
            let stage = try Stage.shared
            try await stage.prepare(active: "1.14", inactive: "1.13")
            let names = ["app_1.14_web_0", "app_1.14_web_1"]
            let worker = try stage.haproxy.worker
            let routes = try stage.haproxy.map(stage.mapFile)
            let backend = try #require(routes["app.active"])
            let before = try await address(of: names[0], on: stage)
            try await stage.docker("stop", "-t", "1", names[0])
            // Something else takes its address.
            try await stage.docker("run", "-d", "--name", "squatter", "--network", "loadbal", "pigeon-demo:1.13")
            try await stage.docker("start", names[0])
            let after = try await address(of: names[0], on: stage)
            try #require(after != before, "the engine gave it the same address")
            let wanted = [after, try await address(of: names[1], on: stage)].map { "\($0):8080" }.sorted()
            try await stage.eventually("HAProxy knows the new address") {
                try stage.haproxy.servers(of: backend) == wanted
            }
            try await stage.docker("rm", "-f", "squatter")
            #expect(try stage.haproxy.worker == worker, "nothing is reloaded")
            #expect(try stage.haproxy.map(stage.mapFile) == routes)
            let load = try await Load.start(on: stage)
            #expect(try await load.finish().keys.sorted() == ["app 1.14"])
        }

        @Test func `an address that a stopped container leaves behind gets no traffic, whoever has it next`()
            async throws
        {
            let stage = try Stage.shared
            try await stage.prepare(active: "1.14", inactive: "1.13")
            let backend = try #require(try stage.haproxy.map(stage.mapFile)["app.active"])
            let left = "\(try await address(of: "app_1.14_web_1", on: stage)):8080"
            try await stage.docker("stop", "-t", "1", "app_1.14_web_0")
            try await stage.eventually("HAProxy has forgotten it") { try stage.haproxy.servers(of: backend) == [left] }
            // The next version gets the address.
            try await stage.succeed("stack", "release", "app", "--version", "1.15")
            let load = try await Load.start(on: stage)
            #expect(try stage.haproxy.servers(of: backend) == [left])
            #expect(try await load.finish().keys.sorted() == ["app 1.14"])
            try await stage.docker("start", "app_1.14_web_0")
            try await stage.eventually("HAProxy has it again") { try stage.haproxy.servers(of: backend).count == 2 }
        }
    }
}
