import Logging
import Model
import Testing
import Values

@testable import Agent

/// When the journal is cleared up, and what is said of jobs that come again.
struct JobDeskTests {
    private static let week: Int64 = 7 * 86_400_000_000
    private let directory: ScratchDirectory
    private let journal: JobJournal
    private let spool: ReturnSpool
    private let desk: JobDesk

    init() throws {
        directory = try ScratchDirectory()
        journal = try JobJournal(directory: "\(directory.path)/jobs")
        spool = try ReturnSpool(directory: "\(directory.path)/spool")
        let id = try MinionID("web1")
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        desk = JobDesk(
            minion: id, executor: CountingExecutor(minion: id), journal: journal, spool: spool,
            courier: ReturnCourier(minion: id, spool: spool, journal: journal, link: MasterLink(), logger: logger),
            now: { Self.week }, logger: logger)
        for number in 1...3 as ClosedRange<Int64> {
            let order = JobOrder(id: JobID(microseconds: number), call: FunctionCall("test.ping"), expires: number)
            #expect(try journal.begin(order))
            try journal.finish(order.id)
        }
    }

    @Test func `nothing is forgotten until the master's time is known, and then by both clocks`() throws {
        #expect(try desk.prune() == nil)
        desk.heard(0)
        #expect(try desk.prune() == 0)
        desk.masterGreeted()
        #expect(try desk.prune() == nil)
        desk.heard(Self.week)
        #expect(try desk.prune() == 3)
    }

    @Test(arguments: [true, false])
    func `a job that is asked for again, and whose return is gone, is answered and not run`(isKilled: Bool) async throws
    {
        let order = JobOrder(id: JobID(microseconds: 2), call: FunctionCall("test.ping"), expires: .max)
        isKilled ? await desk.kill(order) : await desk.accept(order)
        let kept = try #require(try spool.oldest())
        #expect(kept.jid == order.id)
        let body = try JSON.read(kept.body)
        #expect(body["retcode"] == 1)
        #expect(body["return"]?.string?.hasPrefix("the job is over, but its return is not here any more") == true)
    }

    @Test func `a job that is asked for again while it runs, or while its return waits, is left alone`() async throws {
        let under = JobOrder(id: JobID(microseconds: 4), call: FunctionCall("test.ping"), expires: .max)
        #expect(try journal.begin(under))
        await desk.accept(under)
        await desk.kill(under)
        #expect(spool.count == 0)
        let id = JobID(microseconds: 1)
        let answer = JobReturn(
            id: id, minion: try MinionID("web1"), function: "test.ping", value: "kept", retcode: 0)
        try spool.store(answer)
        await desk.accept(JobOrder(id: id, call: FunctionCall("test.ping"), expires: .max))
        #expect(try JSON.read(try #require(try spool.oldest()).body)["return"] == "kept")
    }

    @Test func `a job whose return waits or is aside is not forgotten`() throws {
        for number in [1, 2] as [Int64] {
            let id = JobID(microseconds: number)
            try spool.store(
                JobReturn(id: id, minion: try MinionID("web1"), function: "test.ping", value: true, retcode: 0))
        }
        #expect(try spool.setAside(JobID(microseconds: 1)) != nil)
        try spool.remove(JobID(microseconds: 1))
        desk.heard(Self.week)
        #expect(try desk.prune() == 1)
        #expect(try journal.knows(JobID(microseconds: 1)))
        #expect(try journal.knows(JobID(microseconds: 2)))
    }
}
