import Logging
import Model
import Testing
import Values

@testable import ControlPlane

/// A job is stored before anyone hears of it, and every expected minion is accounted for.
@Suite(.timeLimit(.minutes(5)))
struct JobServiceTests {
    private let store = MemoryStore()
    private let switchboard = Switchboard()
    private let jobs: JobService
    private let here: MinionID
    private let away: MinionID

    init() async throws {
        here = try MinionID("here")
        away = try MinionID("away")
        let clock = WallClock { 1_000_000_000_000_000 }
        jobs = JobService(
            store: store, keys: store, minionStore: store, switchboard: switchboard, board: ReturnBoard(),
            events: EventBus(clock: clock), numbers: JobNumbers(clock: clock), clock: clock, matcher: TargetMatcher(),
            pillar: { _, _ in [:] }, logger: Logger(label: "test"))
        for id in [here, away] {
            await store.save(MinionKey(id: id, publicKey: "", fingerprint: "", state: .accepted, since: 0))
        }
    }

    /// A minion that answers every order of its line.
    private func answering(_ minion: MinionID, retcode: Int = 0) async -> Task<Void, Never> {
        let lines = await switchboard.connect(minion).lines
        return Task { [jobs, store] in
            for await case .job(let order) in lines {
                // What a minion hears of is in the store already.
                guard await store.job(order.id) != nil else { return }
                let answer = JobReturn(
                    id: order.id, minion: minion, function: order.call.function, value: true, retcode: retcode)
                do { try await jobs.record(answer) } catch { return }
            }
        }
    }

    @Test func `a connected minion answers, one that is away is not a success`() async throws {
        let minion = await answering(here)
        defer { minion.cancel() }
        let answer = try await jobs.run(
            FunctionCall("test.ping"), on: [here, away], as: "root", patience: .milliseconds(150), deadline: nil)
        #expect(answer.outcomes[here]?.isSuccess == true)
        #expect(answer.outcomes[away] == .unreachable)
        #expect(await store.job(answer.jid)?.job.minions == [here, away])
    }

    @Test func `a minion that connects in time gets what it missed`() async throws {
        async let answer = jobs.run(
            FunctionCall("test.ping"), on: [away], as: "root", patience: .seconds(20), deadline: nil)
        while await store.jobs(limit: 1).isEmpty { try await Task.sleep(for: .milliseconds(5)) }
        let missed = try await jobs.owed(to: away)
        guard case .job(let order) = try #require(missed.first) else {
            Issue.record("\(missed)")
            return
        }
        #expect(missed.count == 1 && order.call.function == "test.ping")
        let minion = await answering(away)
        defer { minion.cancel() }
        for line in missed { await switchboard.send(line, to: away) }
        #expect(try await answer.outcomes[away]?.isSuccess == true)
        #expect(try await jobs.owed(to: away).isEmpty)
    }

    @Test func `a connected minion that does not answer by the deadline has timed out`() async throws {
        let connection = await switchboard.connect(here)
        let answer = try await jobs.run(
            FunctionCall("test.sleep"), on: [here], as: "root", patience: .seconds(1), deadline: .milliseconds(100))
        #expect(answer.outcomes[here] == .timedOut)
        await connection.close()
    }

    @Test func `a second return of the same minion changes nothing`() async throws {
        let minion = await answering(here, retcode: 2)
        let answer = try await jobs.run(
            FunctionCall("test.ping"), on: [here], as: "root", patience: .seconds(20), deadline: nil)
        minion.cancel()
        try await jobs.record(
            JobReturn(id: answer.jid, minion: here, function: "test.ping", value: "forged", retcode: 0))
        #expect(await store.job(answer.jid)?.returns[here]?.retcode == 2)
    }

    @Test func `only accepted minions are matched`() async throws {
        await store.save(
            MinionKey(id: try MinionID("stranger"), publicKey: "", fingerprint: "", state: .pending, since: 0))
        #expect(try await jobs.minions(matching: Target("*")) == [away, here])
        let nobody = try await jobs.run(
            FunctionCall("test.ping"), target: Target("x*"), as: "root", patience: .zero, heard: { _ in })
        #expect(nobody == nil)
    }

    @Test func `whoever waits for a job hears its id before any return`() async throws {
        let minion = await answering(here)
        defer { minion.cancel() }
        let heard = EventLog()
        let answer = try await jobs.run(
            FunctionCall("test.ping"), target: Target("here"), as: "root", patience: .seconds(20),
            begun: { await heard.add($0.tag) }, heard: { await heard.add($0.event.tag) })
        let jid = try #require(answer?.jid)
        #expect(await heard.tags == ["salt/job/\(jid)/new", "salt/job/\(jid)/ret/here"])
    }

    @Test func `an id of a list that no accepted minion has is told, in the answer and on the bus`() async throws {
        let minion = await answering(here)
        defer { minion.cancel() }
        let missing = EventData()
        let answer = try await jobs.run(
            FunctionCall("test.ping"), target: Target("here, nosuch,other", type: .list), as: "root",
            patience: .seconds(20), begun: { await missing.keep($0.data["missing"]) }, heard: { _ in })
        #expect(answer?.outcomes.keys.sorted() == [here])
        #expect(answer?.unknown == ["nosuch", "other"])
        #expect(await missing.value == ["nosuch", "other"])
        let all = try await jobs.run(
            FunctionCall("test.ping"), target: Target("h*"), as: "root", patience: .seconds(20), heard: { _ in })
        #expect(all?.unknown == [])
    }

    @Test func `an id that a compound target lists is told as that of a list, if no minion has it`() async throws {
        let minion = await answering(here)
        defer { minion.cancel() }
        let ping = FunctionCall("test.ping")
        let answer = try await jobs.run(
            ping, target: Target("here or L@nosuch and not L@other", type: .compound), as: "root",
            patience: .seconds(20), heard: { _ in })
        #expect(answer?.unknown == ["nosuch"])
        // One that is there and not meant is not missed.
        let narrowed = try await jobs.run(
            ping, target: Target("here and L@here,away", type: .compound), as: "root", patience: .seconds(20),
            heard: { _ in })
        #expect(narrowed?.outcomes.keys.sorted() == [here] && narrowed?.unknown == [])
        let shown = try await JobListing(jobs: jobs).one(try #require(answer?.jid.text))
        #expect(shown["Outcomes"] == ["here": "succeeded", "nosuch": "unreachable"])
    }

    @Test func `only minions that could be told are said to stop a job`() async throws {
        let connection = await switchboard.connect(here)
        let job = try #require(
            try await jobs.start(FunctionCall("test.sleep"), target: Target("*"), as: "root", life: .seconds(60)))
        #expect(try await jobs.kill(job.id) == [here])
        await connection.close()
        #expect(try await jobs.kill(job.id) == [])
    }
}

private actor EventData {
    private(set) var value: Value?

    func keep(_ value: Value?) { self.value = value }
}

private actor EventLog {
    private(set) var tags: [String] = []

    func add(_ tag: String) { tags.append(tag) }
}
