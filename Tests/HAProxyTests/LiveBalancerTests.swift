import Glibc
import Testing
import Values

@testable import HAProxy

/// A real HAProxy under a client without retries.
@Suite(.serialized) struct LiveBalancerTests {
    private func withVersions(_ body: (LiveBalancer, VersionServer, VersionServer) async throws -> Void) async throws {
        let blue = try VersionServer("blue")
        let green = try VersionServer("green")
        defer {
            blue.stop()
            green.stop()
        }
        try await LiveBalancer.with(
            servers: ["app_a": [blue.backend], "app_b": [green.backend]],
            entries: [.init(key: "app.active", value: "app_a")]
        ) { try await body($0, blue, green) }
    }

    private func failed(_ report: Value) -> String {
        "\(report.value(at: "failed")?.int ?? -1): \(report.value(at: "failures") ?? .null)"
    }

    @Test func `requests go where the map says`() async throws {
        try await withVersions { live, _, _ in
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
        try await withVersions { live, _, _ in
            let report = try await live.underLoad(seconds: 4) {
                for turn in 0..<10 {
                    let names = turn % 2 == 0 ? ("app_b", "app_a") : ("app_a", "app_b")
                    let outcome = try await live.balancer.switchMap(["app.active": names.0, "app.inactive": names.1])
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
        try await withVersions { live, blue, green in
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
        try await withVersions { live, blue, green in
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

    @Test func `a second apply changes nothing`() async throws {
        try await withVersions { live, blue, _ in
            let outcome = try await live.balancer.apply(
                pillar: live.pillar, applications: [live.application], servers: ["app_a": [blue.backend]])
            #expect(!outcome.isChange)
            #expect(outcome.reload == nil)
        }
    }

    @Test func `a worker from another file is noticed and reloaded`() async throws {
        try await withVersions { live, _, _ in
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

    @Test func `an old worker follows the switch for its keep-alive clients`() async throws {
        try await withVersions { live, _, _ in
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

    @Test func `a bad configuration is refused and nothing has happened`() async throws {
        try await withVersions { live, _, _ in
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
        try await withVersions { live, _, _ in
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

    @Test func `the map takes no backend that HAProxy does not have`() async throws {
        try await withVersions { live, _, _ in
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

    @Test func `more servers than slots are refused`() async throws {
        try await withVersions { live, _, _ in
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

    @Test func `without a master socket the signal reloads`() async throws {
        try await withVersions { live, _, _ in
            var settings = live.balancer.settings
            settings.masterSocket = "\(live.directory)/none.sock"
            let outcome = try await Reload(settings: settings).perform(live.balancer.file().text)
            let running = try await live.balancer.worker.showInfo().pid
            #expect(outcome.newWorker == running && outcome.oldWorker != running)
        }
    }

    @Test func `switches of several applications at once do not undo one another`() async throws {
        try await withVersions { live, _, _ in
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

    @Test func `slots changed by hand while HAProxy runs get into the file`() async throws {
        try await withVersions { live, blue, _ in
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
        try await withVersions { live, blue, _ in
            try await live.balancer.worker.setState(of: .init(backend: "app_a", server: "s1"), to: .maint)
            let test = try await live.balancer.apply(
                pillar: live.pillar, applications: [live.application], servers: ["app_a": [blue.backend]], isTest: true)
            #expect(test.isChange)
            let outcome = try await live.balancer.apply(
                pillar: live.pillar, applications: [live.application], servers: ["app_a": [blue.backend]])
            #expect(outcome.plans["app_a"]?.arriving == [blue.backend])
            let answer = try await live.get()
            #expect(answer == "blue")
        }
    }

    @Test func `HAProxy's own view of a server is typed`() async throws {
        try await withVersions { live, _, _ in
            try await Task.sleep(for: .milliseconds(900))
            let rows = try await live.balancer.worker.showStatistics(of: "app_a")
            let slot = try #require(rows.first { $0.service == "s1" })
            #expect(slot.isUp && slot.hasPassedCheck && slot.checkStatus == "L7OK")
            #expect(rows.first { $0.service == "s2" }?.status == "MAINT")
            #expect(rows.first { $0.kind == .backend }?.activeServers == 1)
            #expect(try await live.balancer.worker.showServersConnections().contains { $0.reference.server == "s1" })
            #expect(try await live.balancer.worker.showInfo().description == live.balancer.file().runningDescription)
        }
    }
}

extension LoadBalancer.ApplyOutcome {
    fileprivate var reasons: [String] {
        if case .reload(let reasons) = difference { return reasons }
        return []
    }
}
