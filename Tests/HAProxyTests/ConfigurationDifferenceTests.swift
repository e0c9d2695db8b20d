import Testing

@testable import HAProxy

struct ConfigurationDifferenceTests {
    private func file(_ change: (inout LoadBalancerConfiguration) -> Void = { _ in }) throws -> ConfigurationFile {
        var configuration = LoadBalancerConfiguration(
            pillar: try SamplePillar.frontend(port: 80), applications: [.init(name: "app", frontend: "www", slots: 2)])
        change(&configuration)
        return ConfigurationFile(try ConfigurationWriter(settings: HAProxySettings()).text(of: configuration))
    }

    @Test func `equal files differ in nothing`() throws {
        #expect(ConfigurationDifference.between(try file(), try file()) == .none)
    }

    @Test func `a server in a slot is no reason for a reload`() throws {
        let server = BackendServer(address: "10.0.0.1", port: 80)
        let new = try file { $0.slots["app_a"] = SlotTable(count: 2, filled: [server]) }
        #expect(
            ConfigurationDifference.between(try file(), new)
                == .runtime([.init(backend: "app_a", slot: "s1", old: nil, new: server)]))
        #expect(try file().fingerprint == new.fingerprint)
    }

    @Test func `more slots are a reason and it is said`() throws {
        let new = try file { $0.applications[0].slots = 3 }
        guard case .reload(let reasons) = ConfigurationDifference.between(try file(), new) else {
            Issue.record("a reload was expected")
            return
        }
        #expect(reasons.first == "backend app_a gets 3 server slots instead of 2")
        #expect(try file().fingerprint != new.fingerprint)
    }

    @Test func `a new application is a reason`() throws {
        let new = try file { $0.applications.append(.init(name: "two", frontend: "www", hosts: ["two.example.com"])) }
        guard case .reload(let reasons) = ConfigurationDifference.between(try file(), new) else {
            Issue.record("a reload was expected")
            return
        }
        #expect(reasons.contains("backend two_a is new"))
    }

    @Test func `a changed timeout is a reason`() throws {
        let new = try file { $0.pillar.timeouts.client = .seconds(7) }
        #expect(
            ConfigurationDifference.between(try file(), new)
                == .reload(reasons: ["defaults gets 'timeout client 7s'", "defaults loses 'timeout client 60s'"]))
    }

    @Test func `slots are replaced in place and all else is kept`() throws {
        let table = SlotTable(count: 2, filled: [.init(address: "10.0.0.9", port: 99)])
        let changed = try file().replacingSlots(of: "app_b", with: table)
        #expect(changed == (try file { $0.slots["app_b"] = table }))
    }
}
