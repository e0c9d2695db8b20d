import Logging
import Model
import Testing
import Values

@testable import ControlPlane

@Suite(.timeLimit(.minutes(5)))
struct PresenceTests {
    @Test func `who comes and goes is told, and who is there again and again`() async throws {
        let master = try await TestMaster([:])
        let service = PresenceService(
            switchboard: master.switchboard, events: master.events, interval: .milliseconds(20),
            logger: master.jobs.logger)
        let changes = await master.events.subscribe(glob: "salt/presence/change")
        let present = await master.events.subscribe(glob: "salt/presence/present")
        let life = Task { try await service.run() }
        defer { life.cancel() }
        let connection = await master.switchboard.connect(try MinionID("web1"))
        var told: [ValueMap] = []
        for await event in changes {
            told.append(event.data)
            if told.count == 1 {
                for await event in present where event.data["present"] == ["web1"] { break }
                await connection.close()
            }
            if told.count == 2 { break }
        }
        #expect(told.map { $0["new"] } == [["web1"], []])
        #expect(told.map { $0["lost"] } == [[], ["web1"]])
    }
}
