import Execution
import Model
import Testing
import Values

@testable import ControlPlane

/// `manage.*`: who is there, and with which version.
struct ManageRunnersTests {
    private func run(_ function: FunctionName, on master: TestMaster) async throws -> Value {
        let runners = RunnerService(
            identity: try MinionID("test_master"), jobs: master.jobs, runners: ManageRunners.all(master.jobs))
        return try await runners.run(FunctionCall(function), as: "root") { _ in }.value
    }

    @Test func `who is connected is up and present, the others are down`() async throws {
        let master = try await TestMaster(["web1": [:], "web2": [:], "db1": [:]])
        for name in ["web1", "db1"] { _ = await master.switchboard.connect(try MinionID(name)) }
        #expect(try await run("manage.up", on: master) == ["db1", "web1"])
        #expect(try await run("manage.present", on: master) == ["db1", "web1"])
        #expect(try await run("manage.down", on: master) == ["web2"])
        #expect(try await run("manage.status", on: master) == ["up": ["db1", "web1"], "down": ["web2"]])
    }

    @Test func `the versions of the connected minions stand beside the master's`() async throws {
        let own = Value.string(ProgramVersion.current)
        let master = try await TestMaster([
            "same": ["pigeonversion": own], "older": ["pigeonversion": "0.0.9"], "newer": ["pigeonversion": "10.2.0"],
            "away": ["pigeonversion": "0.0.1"], "silent": [:],
        ])
        for name in ["same", "older", "newer", "silent"] {
            _ = await master.switchboard.connect(try MinionID(name))
        }
        #expect(
            try await run("manage.versions", on: master) == [
                "Master": own, "Up to date": ["same": own],
                "Minion requires update": ["older": "0.0.9", "silent": "unknown"],
                "Minion newer than master": ["newer": "10.2.0"],
            ])
    }
}
