import Model
import Testing
import Values

@testable import ControlPlane

/// What a minion may do with the mine. Whom it is, its certificate says.
struct MineServiceTests {
    private let master: TestMaster
    private let web1: MinionID
    private let web2: MinionID
    private let db1: MinionID

    init() async throws {
        web1 = try MinionID("web1")
        web2 = try MinionID("web2")
        db1 = try MinionID("db1")
        master = try await TestMaster(
            ["web1": ["os": "Debian"], "web2": ["os": "Arch"], "db1": ["os": "Debian"]],
            pillars: ["db1": ["role": "secret-db"]])
        try await send(web1, [MineItem("ip", "10.0.0.1"), MineItem("disk", 80)])
        try await send(web2, [MineItem("ip", "10.0.0.2")])
        try await send(
            db1,
            [
                MineItem("ip", "10.0.0.3", readers: Target("web*")),
                MineItem("key", "x", readers: Target("G@os:Arch", type: .compound)),
            ])
    }

    private func send(_ minion: MinionID, _ items: [MineItem], clears: Bool = false) async throws {
        _ = try await master.minionGateway.mine(
            request: MineRequest.send(items, clears: clears).value, from: minion)
    }

    private func get(
        _ reader: MinionID, _ functions: [String], _ target: Target = Target("*")
    ) async throws -> Value {
        try await master.minionGateway.mine(
            request: MineRequest.get(target, functions: functions).value, from: reader)["return"] ?? .null
    }

    @Test func `a target of any kind finds what minions have sent`() async throws {
        #expect(
            try await get(web1, ["ip"]) == ["ip": ["web1": "10.0.0.1", "web2": "10.0.0.2", "db1": "10.0.0.3"]])
        #expect(
            try await get(web1, ["ip"], Target("os:Debian", type: .grain)) == [
                "ip": ["web1": "10.0.0.1", "db1": "10.0.0.3"]
            ])
        #expect(
            try await get(web1, ["ip", "disk"], Target("web1,web2", type: .list)) == [
                "ip": ["web1": "10.0.0.1", "web2": "10.0.0.2"], "disk": ["web1": 80],
            ])
        #expect(try await get(web1, ["nothing"]) == ["nothing": [:]])
    }

    @Test func `what is for some minions only is given to no others, but always to its owner and the master`()
        async throws
    {
        #expect(try await get(web1, ["key"]) == ["key": [:]])
        #expect(try await get(web2, ["key"]) == ["key": ["db1": "x"]])
        #expect(try await get(db1, ["key"]) == ["key": ["db1": "x"]])
        #expect(try await MineService(jobs: master.jobs).found(["key"], of: Target("*")) == ["key": ["db1": "x"]])
    }

    /// The certificate alone says whose part is changed: there is no way to name another one's.
    @Test func `a minion can't write or delete another one's part`() async throws {
        _ = try await master.minionGateway.mine(
            request: [
                "action": "send", "id": "db1", "minion": "db1",
                "items": [["fun": "ip", "value": "6.6.6.6", "id": "db1", "minion": "db1"]], "clear": true,
            ], from: web1)
        _ = try await master.minionGateway.mine(request: ["action": "flush", "id": "db1"], from: web2)
        _ = try await master.minionGateway.mine(request: ["action": "delete", "fun": "key", "id": "db1"], from: web2)
        #expect(
            try await get(db1, ["ip", "disk", "key"]) == [
                "ip": ["web1": "6.6.6.6", "db1": "10.0.0.3"], "disk": [:], "key": ["db1": "x"],
            ])
    }

    @Test func `a pillar can't be guessed by patterns`() async throws {
        #expect(try await get(web1, ["ip"], Target("role:secret*", type: .pillar)) == ["ip": [:]])
        #expect(try await get(web1, ["ip"], Target("role:sec.*", type: .pillarPCRE)) == ["ip": [:]])
        #expect(try await get(web1, ["ip"], Target("I@role:secret* or J@role:s.*", type: .compound)) == ["ip": [:]])
        #expect(
            try await get(web1, ["ip"], Target("I@role:secret-db", type: .compound)) == ["ip": ["db1": "10.0.0.3"]])
    }

    @Test func `readers that can't be made out are nobody`() async throws {
        try await send(
            db1,
            [
                MineItem("odd", 1, readers: Target("G@os:", type: .compound)),
                MineItem("bad", 1, readers: Target("( web1", type: .compound)),
            ])
        #expect(try await get(web1, ["bad"]) == ["bad": [:]])
        #expect(try await get(db1, ["bad"]) == ["bad": ["db1": 1]])
    }

    @Test func `a deleted minion leaves nothing`() async throws {
        await master.store.forget(web1)
        #expect(try await get(web2, ["disk"]) == ["disk": [:]])
    }
}
