import Agent
import Model
import Testing
import Values

struct JobJournalTests {
    private let directory: ScratchDirectory
    private let journal: JobJournal

    init() throws {
        directory = try ScratchDirectory()
        journal = try JobJournal(directory: "\(directory.path)/jobs")
    }

    private func order(_ number: Int64, expires: Int64 = 0) -> JobOrder {
        JobOrder(id: JobID(microseconds: number), call: FunctionCall("test.ping"), expires: expires)
    }

    @Test func `a job is begun once, also after a restart and after it is finished`() throws {
        #expect(try journal.begin(order(1)))
        #expect(try !journal.begin(order(1)))
        let again = try JobJournal(directory: "\(directory.path)/jobs")
        #expect(try !again.begin(order(1)))
        try again.finish(order(1).id)
        #expect(try !again.begin(order(1)))
        #expect(try again.knows(order(1).id))
        #expect(try !again.knows(order(2).id))
    }

    @Test func `what was begun and not finished is found, the oldest first`() throws {
        for number in [3, 1, 2] as [Int64] { #expect(try journal.begin(order(number))) }
        try journal.finish(order(2).id)
        #expect(try journal.unfinished() == [order(1), order(3)])
    }

    @Test(arguments: ["", "{\"jid\": ", "\0\0\0\0"])
    func `a note that the disk has damaged is one of a job that was begun, and is forgotten in time`(
        rest: String
    ) throws {
        let jid = order(1).id
        #expect(try journal.begin(order(1)))
        try directory.write(rest, to: "jobs/\(jid)")
        #expect(try journal.unfinished().map(\.id) == [jid])
        #expect(try !journal.begin(order(1)))
        try journal.finish(jid)
        #expect(try journal.unfinished() == [])
        let day: Int64 = 86_400_000_000
        #expect(try journal.prune(now: day) { _ in false } == 0)
        #expect(try journal.prune(now: 2 * day + 2) { _ in false } == 1)
        #expect(try !journal.knows(jid))
        try directory.write("x", to: "jobs/readme")
        #expect(throws: Diagnostic.self) { try journal.unfinished() }
    }

    @Test func `a job that is to be kept is not forgotten, whatever the time`() throws {
        for number in [1, 2] as [Int64] {
            #expect(try journal.begin(order(number)))
            try journal.finish(order(number).id)
        }
        #expect(try journal.prune(now: 1 << 60, except: { $0 == order(1).id }) == 1)
        #expect(try journal.knows(order(1).id))
        #expect(try !journal.knows(order(2).id))
    }

    @Test func `only finished jobs whose time to start is long over are forgotten`() throws {
        let day: Int64 = 86_400_000_000
        for (number, expires) in [(1, 0), (2, 2 * day), (3, 0)] as [(Int64, Int64)] {
            #expect(try journal.begin(order(number, expires: expires)))
        }
        try journal.finish(order(1).id)
        try journal.finish(order(2).id)
        #expect(try journal.prune(now: 2 * day, except: { _ in false }) == 1)
        #expect(try !journal.knows(order(1).id))
        #expect(try journal.knows(order(2).id))
        #expect(try journal.knows(order(3).id))
    }
}
