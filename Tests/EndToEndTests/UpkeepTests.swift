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
            try await stage.eventually("the upkeep is over") { try await !stage.isBusy() }
            try await stage.docker("rm", "-f", "squatter")
            let entry = try await stage.value("stack", "history", "app", "--limit", "1").list?.first
            #expect(entry?["user"] == "upkeep" && entry?["outcome"] == "succeeded", "\(entry ?? .null)")
            #expect(try stage.haproxy.worker == worker, "nothing is reloaded")
            #expect(try stage.haproxy.map(stage.mapFile) == routes)
            let load = try await Load.start(on: stage)
            #expect(try await load.finish().keys.sorted() == ["app 1.14"])
        }
    }
}
