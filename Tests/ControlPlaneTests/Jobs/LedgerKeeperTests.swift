import Logging
import Model
import Testing

@testable import ControlPlane

struct LedgerKeeperTests {
    private let store = MemoryStore()
    private let day: Int64 = 86_400_000_000

    private func insert(_ days: [Int64]) async throws {
        for day in days {
            try await store.insert(
                Job(
                    id: JobID(microseconds: day * self.day), call: FunctionCall("test.ping"), target: Target("*"),
                    user: "root", minions: [], expires: 0), reached: [])
        }
    }

    private func kept(on now: Int64) async throws -> [Int64] {
        let clock = WallClock { [day] in now * day }
        try await LedgerKeeper(store: store, clock: clock, keeping: .seconds(2 * 86_400), logger: Logger(label: "t"))
            .prune()
        return await store.jobs(limit: 100).map { $0.job.id.microseconds / day }
    }

    @Test func `jobs that are too old are forgotten`() async throws {
        try await insert([10, 17, 18, 20])
        #expect(try await kept(on: 20) == [20, 18])
    }

    @Test func `a clock that is days ahead does not empty the ledger`() async throws {
        try await insert([10, 17, 18, 19])
        #expect(try await kept(on: 400) == [19, 18, 17])
    }

    @Test func `a job with an id that lies ahead forgets no others`() async throws {
        try await insert([17, 18, 300])
        #expect(try await kept(on: 19) == [300, 18, 17])
    }

    @Test func `an empty ledger stays empty`() async throws { #expect(try await kept(on: 20) == []) }
}
