import Testing
import Values

@testable import HAProxy

extension LiveTests {
    /// What applying a configuration does to a running HAProxy.
    @Suite struct ConfigurationTests {
        @Test func `a second apply changes nothing`() async throws {
            try await LiveBalancer.withVersions { live, blue, _ in
                let outcome = try await live.balancer.apply(
                    pillar: live.pillar, applications: [live.application], servers: ["app_a": [blue.backend]])
                #expect(!outcome.isChange)
                #expect(outcome.reload == nil)
            }
        }

        @Test func `a worker from another file is noticed and reloaded`() async throws {
            try await LiveBalancer.withVersions { live, _, _ in
                let file = try live.balancer.file()
                var pillar = live.pillar
                pillar.timeouts.queue = .seconds(33)
                let text = try ConfigurationWriter(settings: live.balancer.settings)
                    .text(
                        of: LoadBalancerConfiguration(
                            pillar: pillar, applications: [live.application], slots: file.slotTables))
                try AtomicFile.write(text, to: live.balancer.settings.configurationFile)
                let outcome = try await live.balancer.apply(pillar: pillar, applications: [live.application])
                #expect(outcome.wasStale && outcome.reload != nil)
            }
        }

        @Test func `a bad configuration is refused and nothing has happened`() async throws {
            try await LiveBalancer.withVersions { live, _, _ in
                let before = try await live.balancer.worker.showInfo().pid
                let file = try live.balancer.file()
                await #expect {
                    try await Reload(settings: live.balancer.settings).perform(
                        file.text + "\nbackend x\n    balanc roundrobin\n")
                } throws: { error in
                    "\(error)".contains("unknown keyword 'balanc'")
                }
                #expect(try live.balancer.file() == file)
                #expect(try await live.balancer.worker.showInfo().pid == before)
            }
        }

        @Test func `a reload that HAProxy cannot do puts the old file back`() async throws {
            try await LiveBalancer.withVersions { live, _, _ in
                let file = try live.balancer.file()
                let occupied = try LineServer { _ in }
                defer { occupied.stop() }
                // Valid, and its port is taken: only the start of the worker finds out.
                let text = file.text + "\nfrontend taken\n    bind 127.0.0.1:\(occupied.port)\n"
                await #expect {
                    try await Reload(settings: live.balancer.settings).perform(text)
                } throws: { error in
                    "\(error)".contains("the old configuration file is back in place")
                }
                #expect(try live.balancer.file() == file)
                #expect(try await live.get() == "blue")
                var pillar = live.pillar
                pillar.timeouts.queue = .seconds(12)
                #expect(try await live.balancer.apply(pillar: pillar, applications: [live.application]).reload != nil)
            }
        }

        @Test func `more servers than slots are refused`() async throws {
            try await LiveBalancer.withVersions { live, _, _ in
                let many = (1...5).map { BackendServer(address: "127.0.0.\($0)", port: 9) }
                await #expect(throws: HAProxyError.slotsExhausted(backend: "app_c", needed: 5, slots: 4)) {
                    try await live.balancer.setServers(of: "app_c", to: many)
                }
                let outcome = try await live.balancer.apply(
                    pillar: live.pillar, applications: [live.application], servers: ["app_c": many])
                #expect(outcome.reload != nil)
                let tables = try live.balancer.file().slotTables
                #expect(tables["app_c"]?.filled == many)
            }
        }

        @Test func `without a master socket the signal reloads`() async throws {
            try await LiveBalancer.withVersions { live, _, _ in
                var settings = live.balancer.settings
                settings.masterSocket = "\(live.directory)/none.sock"
                let outcome = try await Reload(settings: settings).perform(live.balancer.file().text)
                let running = try await live.balancer.worker.showInfo().pid
                #expect(outcome.newWorker == running && outcome.oldWorker != running)
            }
        }

        @Test func `slots changed by hand while HAProxy runs get into the file`() async throws {
            try await LiveBalancer.withVersions { live, blue, _ in
                let slot = ServerReference(backend: "app_c", server: "s2")
                try await live.balancer.worker.setAddress(of: slot, to: blue.backend)
                try await live.balancer.worker.setState(of: slot, to: .ready)
                let outcome = try await live.balancer.apply(pillar: live.pillar, applications: [live.application])
                #expect(
                    outcome.difference == .runtime([.init(backend: "app_c", slot: "s2", old: nil, new: blue.backend)]))
                let tables = try live.balancer.file().slotTables
                #expect(tables["app_c"]?.servers[1] == blue.backend)
            }
        }

        @Test func `a server in maintenance by hand is brought back by an apply`() async throws {
            try await LiveBalancer.withVersions { live, blue, _ in
                try await live.balancer.worker.setState(of: .init(backend: "app_a", server: "s1"), to: .maint)
                let test = try await live.balancer.apply(
                    pillar: live.pillar, applications: [live.application], servers: ["app_a": [blue.backend]],
                    isTest: true)
                #expect(test.isChange)
                let outcome = try await live.balancer.apply(
                    pillar: live.pillar, applications: [live.application], servers: ["app_a": [blue.backend]])
                #expect(outcome.plans["app_a"]?.arriving == [blue.backend])
                let answer = try await live.get()
                #expect(answer == "blue")
            }
        }

        @Test func `HAProxy's own view of a server is typed`() async throws {
            try await LiveBalancer.withVersions { live, _, _ in
                var rows: [StatisticsRow] = []
                while rows.first(where: { $0.service == "s1" })?.checkStatus != "L7OK" {
                    rows = try await live.balancer.worker.showStatistics(of: "app_a")
                }
                let slot = try #require(rows.first { $0.service == "s1" })
                #expect(slot.isUp && slot.hasPassedCheck)
                #expect(rows.first { $0.service == "s2" }?.status == "MAINT")
                #expect(rows.first { $0.kind == .backend }?.number("act") == 1)
                #expect(
                    try await live.balancer.worker.showInfo().description == live.balancer.file().runningDescription)
            }
        }

        @Test func `health is what HAProxy's own checks have said of the servers that are ready`() async throws {
            let sick = try VersionServer("sick", status: 500)
            defer { sick.stop() }
            try await LiveBalancer.withVersions { live, blue, _ in
                var health: [LoadBalancer.ServerHealth] = []
                func look(until isSo: ([LoadBalancer.ServerHealth]) -> Bool) async throws {
                    repeat { health = try await live.balancer.health(of: "app_a") } while !isSo(health)
                }
                try await look { $0.allSatisfy(\.isHealthy) }
                #expect(health.map(\.server) == [blue.backend])
                #expect(health.allSatisfy { $0.check == "L7OK" })
                _ = try await live.balancer.setServers(of: "app_a", to: [blue.backend, sick.backend])
                try await look { $0.last?.check == "L7STS" }
                #expect(health.map(\.server) == [blue.backend, sick.backend])
                #expect(health.map(\.isHealthy) == [true, false])
                #expect(try await live.balancer.health(of: "app_c").isEmpty)
            }
        }

        @Test func `test mode tells and does nothing`() async throws {
            try await LiveBalancer.withVersions { live, _, green in
                let before = try live.balancer.file().text
                let outcome = try await live.balancer.apply(
                    pillar: live.pillar, applications: [], servers: ["app_a": [green.backend]], isTest: true)
                #expect(outcome.difference == .reload(reasons: outcome.reasons))
                #expect(outcome.reasons.contains("backend app_a is gone"))
                let after = try live.balancer.file().text
                #expect(after == before)
            }
        }
    }
}

extension LoadBalancer.ApplyOutcome {
    var reasons: [String] {
        if case .reload(let reasons) = difference { return reasons }
        return []
    }
}
