import Testing
import Values

@testable import HAProxy

extension LiveTests {
    /// What a client without retries sees while HAProxy is changed.
    @Suite struct TrafficTests {
        private func failed(_ report: Value) -> String {
            "\(report.value(at: "failed")?.int ?? -1): \(report.value(at: "failures") ?? .null)"
        }

        @Test func `requests go where the map says`() async throws {
            try await LiveBalancer.withVersions { live, _, _ in
                #expect(try await live.get() == "blue")
                #expect(try await live.get(["X-Stack: release"]) == "blue")
                _ = try await live.balancer.switchMap(["app.release": "app_b"])
                #expect(try await live.get() == "blue")
                #expect(try await live.get(["X-Stack: release"]) == "green")
                #expect(try await live.get(["Cookie: a=b; stack=release"]) == "green")
                _ = try await live.balancer.switchMap(["app.release": nil, "app.active": nil])
                #expect(try await live.get() == "status 503")
            }
        }

        @Test func `a switch under load loses nothing`() async throws {
            try await LiveBalancer.withVersions { live, _, _ in
                let report = try await live.underLoad(seconds: 4) {
                    for turn in 0..<10 {
                        let names = turn % 2 == 0 ? ("app_b", "app_a") : ("app_a", "app_b")
                        let outcome = try await live.balancer.switchMap([
                            "app.active": names.0, "app.inactive": names.1,
                        ])
                        #expect(outcome.after.contains(.init(key: "app.active", value: names.0)))
                        #expect(try live.balancer.mapFile.read() == outcome.after)
                        try await Task.sleep(for: .milliseconds(150))
                    }
                }
                #expect(report.value(at: "failed")?.int == 0, "\(failed(report))")
                #expect(report.value(at: "markers:green")?.int ?? 0 > 100)
                #expect(report.value(at: "markers:blue")?.int ?? 0 > 100)
            }
        }

        @Test func `a reload under load loses nothing and keeps servers and map`() async throws {
            try await LiveBalancer.withVersions { live, blue, green in
                _ = try await live.balancer.switchMap(["app.active": "app_b"])
                let report = try await live.underLoad(seconds: 6) {
                    for turn in 1...4 {
                        var pillar = live.pillar
                        pillar.timeouts.queue = .seconds(20 + turn)
                        let outcome = try await live.balancer.apply(pillar: pillar, applications: [live.application])
                        #expect(outcome.difference == .reload(reasons: outcome.reasons))
                        #expect(outcome.reload.map { $0.oldWorker != $0.newWorker } == true)
                        try await Task.sleep(for: .milliseconds(500))
                    }
                }
                #expect(report.value(at: "failed")?.int == 0, "\(failed(report))")
                #expect(report.value(at: "markers")?.map?.keyTexts == ["green"])
                let states = try await live.balancer.worker.showServersState(backend: "app_b")
                #expect(states.filter { $0.administration == .ready }.map(\.target) == [green.backend])
                #expect(try live.balancer.file().slotTables["app_a"]?.filled == [blue.backend])
            }
        }

        @Test func `servers of a live backend are exchanged without a loss`() async throws {
            try await LiveBalancer.withVersions { live, blue, green in
                let report = try await live.underLoad(seconds: 4) {
                    for turn in 0..<8 {
                        let server = turn % 2 == 0 ? green.backend : blue.backend
                        let outcome = try await live.balancer.setServers(
                            of: "app_a", to: [server], probe: HealthProbe(check: HealthCheck()))
                        #expect(outcome.after.filled == [server])
                        #expect(try live.balancer.file().slotTables["app_a"]?.filled == [server])
                        try await Task.sleep(for: .milliseconds(150))
                    }
                }
                #expect(report.value(at: "failed")?.int == 0, "\(failed(report))")
                #expect(report.value(at: "markers:green")?.int ?? 0 > 50)
                #expect(try await live.balancer.planServers(of: "app_a", to: [blue.backend]).isEmpty)
            }
        }

        @Test func `an old worker follows the switch for its keep-alive clients`() async throws {
            try await LiveBalancer.withVersions { live, _, _ in
                let client = try KeptConnection(port: live.port)
                #expect(client.get() == "blue")
                var pillar = live.pillar
                pillar.timeouts.queue = .seconds(11)
                _ = try await live.balancer.apply(pillar: pillar, applications: [live.application])
                #expect(try await live.balancer.oldWorkers().count == 1)
                _ = try await live.balancer.switchMap(["app.active": "app_b"])
                #expect(client.get() == "green")
            }
        }

        @Test func `the map takes no backend that HAProxy does not have`() async throws {
            try await LiveBalancer.withVersions { live, _, _ in
                await #expect(
                    throws: HAProxyError.backendMissing(
                        name: "app_d", known: ["app_a", "app_b", "app_c", "pigeon_unavailable"])
                ) {
                    try await live.balancer.switchMap(["app.active": "app_d"])
                }
                let answer = try await live.get()
                #expect(answer == "blue")
            }
        }

        @Test func `sessions are counted until they end`() async throws {
            let slow = try VersionServer("slow", delay: 700)
            defer { slow.stop() }
            try await LiveBalancer.with(
                servers: ["app_a": [slow.backend]], entries: [.init(key: "app.active", value: "app_a")]
            ) { live in
                async let answer = live.get()
                try await Task.sleep(for: .milliseconds(300))
                #expect(try await live.balancer.sessions(of: "app_a") == 1)
                #expect(try await live.balancer.waitUntilDrained("app_a", deadline: .zero) == 1)
                #expect(try await live.balancer.waitUntilDrained("app_a", deadline: .seconds(5)) == 0)
                #expect(try await answer == "slow")
            }
        }

        @Test func `switches of several applications at once do not undo one another`() async throws {
            try await LiveBalancer.withVersions { live, _, _ in
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for index in 0..<12 {
                        group.addTask { _ = try await live.balancer.switchMap(["app\(index).active": "app_b"]) }
                    }
                    try await group.waitForAll()
                }
                let entries = try await live.balancer.entries()
                #expect(entries.count == 13)
                let stored = try live.balancer.mapFile.read()
                #expect(stored == entries)
            }
        }
    }
}
