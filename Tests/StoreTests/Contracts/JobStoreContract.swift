import ControlPlane
import Model
import Testing
import Values

/// What every `JobStore` keeps; each check gets an empty one.
struct JobStoreContract {
    let store: any JobStore

    func givesAJobBackAsItWasStored() async throws {
        let job = try Self.job(1, minions: ["b", "a", "c"])
        try await store.insert(job, reached: [])
        let stored = try #require(try await store.job(job.id))
        #expect(stored.job == job)
        #expect(stored.returns.isEmpty)
        #expect(try await store.job(JobID(microseconds: 2)) == nil)
    }

    func refusesASecondJobWithTheSameID() async throws {
        try await store.insert(try Self.job(1, minions: ["a"]), reached: [])
        await #expect(throws: (any Error).self) { try await store.insert(try Self.job(1, minions: ["b"]), reached: []) }
        #expect(try await store.jobs(limit: 10).map(\.job.minions) == [[try MinionID("a")]])
    }

    func keepsTheFirstReturnOfAMinion() async throws {
        let job = try Self.job(1, minions: ["a", "b"])
        try await store.insert(job, reached: [])
        let first = try Self.answer(job, "a", value: ["x": [1, nil, true, 1.5, "ü\u{1F600}\n"]], retcode: 0)
        #expect(try await store.record(first, at: 10) == .succeeded)
        #expect(try await store.record(try Self.answer(job, "a", value: "late", retcode: 1), at: 11) == nil)
        #expect(try await store.job(job.id)?.returns == [first.minion: first])
    }

    func refusesTheReturnOfAnUnexpectedMinion() async throws {
        let job = try Self.job(1, minions: ["a"])
        try await store.insert(job, reached: [])
        #expect(try await store.record(try Self.answer(job, "stranger", value: true, retcode: 0), at: 10) == nil)
        let unknown = try Self.job(9, minions: ["a"])
        #expect(try await store.record(try Self.answer(unknown, "a", value: true, retcode: 0), at: 10) == nil)
        #expect(try await store.job(job.id)?.returns.isEmpty == true)
    }

    func listsTheNewestJobsFirst() async throws {
        for number in 1...5 {
            try await store.insert(try Self.job(Int64(number), minions: ["m\(number)"]), reached: [])
        }
        let jobs = try await store.jobs(limit: 2).map(\.job)
        #expect(jobs.map(\.id) == [JobID(microseconds: 5), JobID(microseconds: 4)])
        #expect(jobs.map { $0.minions.map(\.text) } == [["m5"], ["m4"]])
    }

    func findsWhatAMinionStillOwes() async throws {
        let minion = try MinionID("a")
        for (number, expires) in [(1, 100), (2, 50), (3, 100), (4, 100)] {
            try await store.insert(
                try Self.job(Int64(number), minions: number == 4 ? ["b"] : ["a", "b"], expires: Int64(expires)),
                reached: [])
        }
        let first = try Self.job(1, minions: ["a", "b"])
        _ = try await store.record(try Self.answer(first, "b", value: true, retcode: 0), at: 20)
        #expect(try await store.unanswered(by: minion, at: 50).map(\.id.text.last) == ["1", "3"])
        _ = try await store.record(try Self.answer(first, "a", value: true, retcode: 0), at: 60)
        #expect(try await store.unanswered(by: minion, at: 50).map(\.id.text.last) == ["3"])
        #expect(try await store.unanswered(by: minion, at: 100).isEmpty)
    }

    func knowsHowAJobEndsForEveryMinion() async throws {
        let names = ["good", "bad", "unwilling", "silent", "away", "busy"]
        let job = try Self.job(1, minions: names)
        let (good, bad, unwilling) = (try MinionID("good"), try MinionID("bad"), try MinionID("unwilling"))
        let (silent, away) = (try MinionID("silent"), try MinionID("away"))
        try await store.insert(job, reached: [good, bad, unwilling])
        try await store.noteReached([silent, try MinionID("busy")], by: [job.id, JobID(microseconds: 7)])
        _ = try await store.record(try Self.answer(job, "good", value: true, retcode: 0), at: 20)
        _ = try await store.record(try Self.answer(job, "bad", value: "no", retcode: 3), at: 20)
        var refusal = try Self.answer(job, "unwilling", value: "expired", retcode: 1)
        refusal.isRefusal = true
        _ = try await store.record(refusal, at: 20)
        let stranger = try MinionID("stranger")
        #expect(try await store.giveUp([good, silent, away, stranger], of: job.id, at: 30) == [silent, away])
        #expect(try await store.giveUp([silent], of: job.id, at: 31) == [])
        let late = try await store.record(try Self.answer(job, "silent", value: "late", retcode: 0), at: 40)
        #expect(late == .timedOut)
        let stored = try #require(try await store.job(job.id))
        let words = names.map { name in stored.job.minions.first { $0.text == name }.map(stored.expectation)?.outcome }
        #expect(words == [.succeeded, .failed, .refused, .timedOut, .unreachable, nil])
        #expect(stored.returns[silent]?.value == "late")
        #expect(stored.returns[unwilling] == refusal)
        #expect(stored.outcomes[silent] == .timedOut)
        let counts: [JobOutcome?: Int] = [
            .succeeded: 1, .failed: 1, .refused: 1, .timedOut: 1, .unreachable: 1, nil: 1,
        ]
        #expect(try await store.jobs(limit: 1).map(\.counts) == [counts])
    }

    func findsWhoIsOverdue() async throws {
        let (a, b) = (try MinionID("a"), try MinionID("b"))
        try await store.insert(try Self.job(1, minions: ["b", "a"], expires: 50), reached: [a])
        try await store.insert(try Self.job(2, minions: ["a"], expires: 90), reached: [])
        try await store.insert(try Self.job(3, minions: ["a"], expires: 50), reached: [])
        _ = try await store.record(try Self.answer(try Self.job(3, minions: ["a"]), "a", value: 1, retcode: 0), at: 60)
        let first = JobID(microseconds: 1)
        #expect(try await store.overdue(at: 49) == [])
        #expect(
            try await store.overdue(at: 50) == [
                OverdueMinion(job: first, minion: b, isReached: false),
                OverdueMinion(job: first, minion: a, isReached: true),
            ])
        _ = try await store.giveUp([b], of: first, at: 51)
        #expect(try await store.overdue(at: 50) == [OverdueMinion(job: first, minion: a, isReached: true)])
        _ = try await store.record(try Self.answer(try Self.job(1, minions: ["a"]), "a", value: 1, retcode: 0), at: 60)
        #expect(try await store.overdue(at: 50) == [])
        #expect(try await store.overdue(at: 90).map(\.job) == [JobID(microseconds: 2)])
    }

    func asksAgainWhoHasHeardAndNobodyWhoIsGivenUp() async throws {
        let a = try MinionID("a")
        try await store.insert(try Self.job(1, minions: ["a"], expires: 50), reached: [a])
        try await store.insert(try Self.job(2, minions: ["a"], expires: 50), reached: [])
        try await store.insert(try Self.job(3, minions: ["a"], expires: 100), reached: [])
        #expect(try await store.unanswered(by: a, at: 60).map(\.id.text.last) == ["1", "3"])
        #expect(try await store.unfinished(by: a).map(\.id.text.last) == ["1"])
        for number in [1, 3] as [Int64] { _ = try await store.giveUp([a], of: JobID(microseconds: number), at: 60) }
        #expect(try await store.unanswered(by: a, at: 40).map(\.id.text.last) == ["2"])
        #expect(try await store.unfinished(by: a).isEmpty)
    }

    func takesAKilledJobBackFromWhoHasNotHeardOfIt() async throws {
        let job = try Self.job(1, minions: ["away", "there", "done", "gone"], expires: 100)
        let (away, there) = (try MinionID("away"), try MinionID("there"))
        let (done, gone) = (try MinionID("done"), try MinionID("gone"))
        try await store.insert(job, reached: [there, done])
        _ = try await store.record(try Self.answer(job, "done", value: true, retcode: 0), at: 10)
        _ = try await store.giveUp([gone], of: job.id, at: 11)
        let parts = try await store.kill(job.id, on: job.minions, at: 20)
        #expect(parts == KilledParts(withdrawn: [away], reached: [there]))
        let stored = try #require(try await store.job(job.id))
        #expect(stored.killed == [away, there])
        #expect(stored.outcomes[away] == .withdrawn && stored.outcomes[gone] == .unreachable)
        #expect(stored.expectation(of: away).outcome == .unreachable)
        #expect(stored.outcomes[there] == nil)
        // Nobody hears of it any more, also not who was just about to.
        for minion in [away, there] { #expect(try await store.unanswered(by: minion, at: 30).isEmpty) }
        #expect(try await store.noteReached([away, there, done], by: [job.id]) == [job.id: [done]])
        #expect(try await store.job(job.id)?.reached == [there, done])
        // Who has heard of it is told for as long as it does not return.
        #expect(try await store.killed(on: away).isEmpty)
        #expect(try await store.killed(on: there) == [JobOrder(id: job.id, call: job.call, expires: 100)])
        #expect(try await store.kill(job.id, on: job.minions, at: 40) == KilledParts(withdrawn: [], reached: [there]))
        #expect(try await store.record(try Self.answer(job, "there", value: "killed", retcode: 1), at: 50) == .failed)
        #expect(try await store.killed(on: there).isEmpty)
        let counts: [JobOutcome?: Int] = [.succeeded: 1, .failed: 1, .unreachable: 2]
        #expect(try await store.jobs(limit: 1).map(\.counts) == [counts])
    }

    func forsakesAHostThatIsGone() async throws {
        let (gone, other) = (try MinionID("gone"), try MinionID("other"))
        let expired = try Self.job(1, minions: ["gone", "other"], expires: 10)
        let begun = try Self.job(2, minions: ["gone"], expires: 100)
        let killed = try Self.job(3, minions: ["gone", "other"], expires: 100)
        let done = try Self.job(4, minions: ["gone"], expires: 100)
        try await store.insert(expired, reached: [])
        for job in [begun, killed, done] { try await store.insert(job, reached: [gone, other]) }
        _ = try await store.kill(killed.id, on: killed.minions, at: 20)
        _ = try await store.record(try Self.answer(done, "gone", value: true, retcode: 0), at: 21)
        let open = try await store.forsake(gone, at: 30)
        #expect(open.map(\.job) == [expired.id, begun.id, killed.id])
        #expect(open.map(\.isReached) == [false, true, true])
        #expect(try await store.forsake(gone, at: 31).isEmpty)
        #expect(try await store.unanswered(by: gone, at: 0).isEmpty)
        #expect(try await store.killed(on: gone).isEmpty)
        #expect(try await store.noteReached([gone], by: [expired.id, begun.id]).isEmpty)
        #expect(try await store.job(expired.id)?.outcomes == [gone: .unreachable])
        #expect(try await store.job(begun.id)?.outcomes == [gone: .timedOut])
        #expect(try await store.job(done.id)?.expectation(of: gone).outcome == .succeeded)
        #expect(try await store.killed(on: other).map(\.id) == [killed.id])
    }

    func doesNotReachWhoWasGivenUp() async throws {
        let job = try Self.job(1, minions: ["a"])
        let a = try MinionID("a")
        try await store.insert(job, reached: [])
        _ = try await store.giveUp([a], of: job.id, at: 5)
        #expect(try await store.noteReached([a], by: [job.id]).isEmpty)
        #expect(try await store.job(job.id)?.outcomes == [a: .unreachable])
    }

    func prunesJobsWithTheirReturns() async throws {
        for number in 1...3 { try await store.insert(try Self.job(Int64(number), minions: ["a"]), reached: []) }
        let old = try Self.job(1, minions: ["a"])
        _ = try await store.record(try Self.answer(old, "a", value: true, retcode: 0), at: 5)
        try await store.prune(before: JobID(microseconds: 3))
        #expect(try await store.jobs(limit: 10).map(\.job.id) == [JobID(microseconds: 3)])
        #expect(try await store.job(old.id) == nil)
    }

    static func job(_ number: Int64, minions: [String], expires: Int64 = 1_000) throws -> Job {
        let call = FunctionCall(
            "state.apply", arguments: ["web", 8080, ["a": nil]], keywords: ["pillar": ["version": "1.14", "n": 1.5]])
        return Job(
            id: JobID(microseconds: number), call: call, target: Target("G@role:web and *", type: .compound),
            user: "fred", minions: try minions.map { try MinionID($0) }, expires: expires, unknown: ["ghost"])
    }

    static func answer(_ job: Job, _ minion: String, value: Value, retcode: Int) throws -> JobReturn {
        JobReturn(
            id: job.id, minion: try MinionID(minion), function: job.call.function, value: value, retcode: retcode,
            outputter: "highstate")
    }
}
