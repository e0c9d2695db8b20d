import Agent
import Logging
import Model
import TestSupport
import Testing
import Values

/// Jobs that the minion starts by itself, through the whole minion and a master over real TLS.
@Suite(.fewAtATime) struct OwnJobTests {
    private let directory: ScratchDirectory
    private let id: MinionID
    private let executor: CountingExecutor

    init() throws {
        directory = try ScratchDirectory()
        id = try MinionID("web1")
        executor = CountingExecutor(minion: id)
    }

    private func agent(_ masters: [MasterAddress]) throws -> Agent {
        var settings = AgentSettings(id: id, masters: masters, rootDirectory: directory.path)
        settings.shutdownGrace = .milliseconds(200)
        return try Agent(
            settings: settings, executor: executor, link: MasterLink(), events: EventQueue(),
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    }

    private func answer(_ text: String?) throws -> JobReturn {
        let text = try #require(text)
        return try JobReturn(body: try JSON.read(String(text.dropFirst("web1 ".count))), from: id)
    }

    @Test func `the master is told of a job that the minion starts by itself, with what it called`() async throws {
        let master = try FakeMaster()
        let agent = try agent([master.address])
        let life = Task { try await agent.run() }
        defer { life.cancel() }
        let call = FunctionCall("test.ping", arguments: [1], keywords: ["a": "b"])
        _ = try agent.ownJobs.start(call, named: "secret", returnsToMaster: false)
        let jid = try agent.ownJobs.start(call, named: "nightly", returnsToMaster: true)
        let answer = try answer(await master.next("returns"))
        #expect(answer.id == jid)
        #expect(answer.own == OwnCall(schedule: "nightly", arguments: [1], keywords: ["a": "b"]))
        #expect(executor.started.count == 2)
        life.cancel()
        try await life.value
    }

    @Test func `a run that is under way counts, and one that the minion's end cut off is told of`() async throws {
        let master = try FakeMaster()
        var jid: JobID?
        do {
            let agent = try agent([])
            let journal = try JobJournal(directory: "\(directory.path)/jobs")
            jid = try agent.ownJobs.start(FunctionCall("test.sleep"), named: "long", returnsToMaster: true)
            #expect(agent.ownJobs.running("long") == 1)
            #expect(agent.ownJobs.running("other") == 0)
            #expect(try journal.unfinished().map(\.schedule) == ["long"])
        }
        // As after a kill -9: the journal is all that is left.
        let agent = try agent([master.address])
        let life = Task { try await agent.run() }
        defer { life.cancel() }
        let answer = try answer(await master.next("returns"))
        #expect(answer.id == jid)
        #expect(answer.own?.schedule == "long")
        #expect(answer.retcode == 1)
        #expect(answer.value == "the minion stopped while this job was running")
        life.cancel()
        try await life.value
    }

    @Test func `ids of own jobs are never the same twice`() throws {
        let agent = try agent([])
        var ids: Set<JobID> = []
        for _ in 0..<100 {
            ids.insert(try agent.ownJobs.start(FunctionCall("test.ping"), named: "a", returnsToMaster: false))
        }
        #expect(ids.count == 100)
    }
}
