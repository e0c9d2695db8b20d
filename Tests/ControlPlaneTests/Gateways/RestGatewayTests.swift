import Model
import Synchronization
import Testing
import Values

@testable import ControlPlane

/// Chunks as the master carries them out.
struct RestGatewayTests {
    private func gateway(_ master: TestMaster) throws -> RestGateway {
        let keys = master.keys
        let wheels = RunnerService(
            identity: try MinionID("test_master"), jobs: master.jobs, runners: KeyWheels.all(keys))
        return RestGateway(
            events: master.events, access: try AccessFixture.control([:]), jobs: master.jobs, keys: keys,
            runners: try master.runners(), wheels: wheels, stackService: try StackStage().service,
            timeout: .milliseconds(50))
    }

    @Test func `a wheel's answer has the jid, tag and time of its job`() async throws {
        let master = try await TestMaster(["web1": [:]])
        let tags = Mutex<[String]>([])
        let answer = try await gateway(master).run(
            ["client": "wheel", "fun": "key.list", "match": "acc"], as: .localRoot
        ) { event in tags.withLock { $0.append(event.tag) } }
        let data = try #require(answer.first?["data"]?.map)
        let jid = try #require(data["jid"]?.string)
        #expect(tags.withLock { $0 } == ["salt/wheel/\(jid)/new"])
        #expect(
            answer == [
                [
                    "tag": .string("salt/wheel/\(jid)"),
                    "data": [
                        "fun": "wheel.key.list", "jid": .string(jid), "tag": .string("salt/wheel/\(jid)"),
                        "user": "root", "_stamp": "2001-09-09T01:46:40.000000", "return": ["minions": ["web1"]],
                        "success": true,
                    ],
                ]
            ])
    }

    @Test func `a test run whose keywords are no mapping becomes no real one`() async throws {
        let master = try await TestMaster(["web1": [:]])
        let gateway = try gateway(master)
        for client in ["local", "local_async", "local_batch", "local_subset"] {
            await #expect(throws: Diagnostic.self) {
                try await gateway.run(
                    ["client": .string(client), "tgt": "*", "fun": "state.apply", "kwarg": ["test=True"]],
                    as: .localRoot
                ) { _ in }
            }
        }
        #expect(try await master.jobs.store.jobs(limit: 9).isEmpty)
    }
}
