import Glibc
import Testing
import Values

/// Two hundred simulated minions on a real master, each with its own key, certificate and TLS connection.
@Suite(.serialized, .timeLimit(.minutes(5))) struct FleetTests {
    private static let count = 200

    @Test func `all of two hundred minions answer a ping`() async throws {
        try await FleetStage.with(minions: Self.count) { fleet in
            let answer = try await fleet.pigeon("--out", "json", "--static", "*", "test.ping")
            #expect(answer.code == 0, "\(answer)")
            #expect(try Self.minions(in: answer).count == Self.count)
        }
    }

    @Test func `no return is lost when the master is killed in the middle`() async throws {
        try await FleetStage.with(minions: Self.count) { fleet in
            let started = try await fleet.pigeon("--async", "*", "state.apply")
            let jid = String(try #require(started.out.split(whereSeparator: \.isWhitespace).last))
            try await fleet.killMaster()
            try await fleet.startMaster()
            try await fleet.eventually("every return is in the ledger") {
                let shown = try await fleet.pigeon("--out", "json", "jobs", "show", jid)
                guard shown.code == 0 || shown.code == 1 else { return false }
                return try JSON.read(shown.out)["Result"]?.map?.count == Self.count
            }
            let shown = try await fleet.pigeon("--out", "json", "jobs", "show", jid)
            let results = try #require(try JSON.read(shown.out)["Result"]?.map)
            #expect(results.allSatisfy { $0.value["retcode"] == 0 })
        }
    }

    /// The minions that said true, whatever number of JSON documents they are in.
    private static func minions(in answer: ProgramAnswer) throws -> Set<Substring> {
        Set(answer.out.split(separator: "\"").filter { $0.hasPrefix(FleetStage.prefix) })
    }
}
