import Model
import TestSupport
import Testing
import Values

@testable import Agent

/// Jobs that the minion starts by itself, through the whole minion and a master over real TLS.
@Suite(.fewAtATime) struct OwnJobTests {
    private let minion: TestMinion

    init() throws { minion = try TestMinion() }

    /// What the master is told next of a job that begins.
    private func beginning(_ master: FakeMaster, within seconds: Int32 = 20) async throws -> JobOrder? {
        try await master.next("jobs", within: seconds).map { text in
            try JobOrder(value: try JSON.read(String(text.dropFirst("web1 ".count))))
        }
    }

    @Test func `the master is told of a job that the minion starts by itself, with what it called`() async throws {
        let master = try FakeMaster()
        try await minion.living(try minion.agent([master.address])) { agent in
            let call = FunctionCall("test.ping", arguments: [1], keywords: ["a": "b"])
            _ = try agent.ownJobs.start(call, named: "secret", returnsToMaster: false)
            let jid = try agent.ownJobs.start(call, named: "nightly", returnsToMaster: true)
            let answer = try minion.answer(await master.next("returns"))
            #expect(answer.id == jid)
            #expect(answer.own == OwnCall(schedule: "nightly", arguments: [1], keywords: ["a": "b"]))
            #expect(minion.executor.started.count == 2)
        }
    }

    @Test func `a run that is under way counts, and one that the minion's end cut off is told of`() async throws {
        let master = try FakeMaster()
        var jid: JobID?
        do {
            let agent = try minion.agent([])
            let journal = try JobJournal(directory: "\(minion.directory.path)/jobs")
            jid = try agent.ownJobs.start(FunctionCall("test.sleep"), named: "long", returnsToMaster: true)
            #expect(agent.ownJobs.running("long") == 1)
            #expect(agent.ownJobs.running("other") == 0)
            #expect(try journal.unfinished().map(\.schedule) == ["long"])
        }
        // As after a kill -9: the journal is all that is left.
        try await minion.living(try minion.agent([master.address])) { _ in
            let answer = try minion.answer(await master.next("returns"))
            #expect(answer.id == jid)
            #expect(answer.own?.schedule == "long")
            #expect(answer.retcode == 1)
            #expect(answer.value == "the minion stopped while this job was running")
        }
    }

    @Test func `the master is told of a job as it begins, unless its return stays on the minion`() async throws {
        let master = try FakeMaster()
        try await minion.living(try minion.agent([master.address])) { agent in
            let call = FunctionCall("test.sleep", arguments: [600], keywords: ["a": "b"])
            _ = try agent.ownJobs.start(call, named: "secret", returnsToMaster: false)
            let jid = try agent.ownJobs.start(call, named: "nightly", returnsToMaster: true)
            let begun = try #require(try await beginning(master))
            #expect(begun.id == jid)
            #expect(begun.call == call)
            #expect(begun.schedule == "nightly")
            // Heartbeats tell nothing again.
            #expect(try await beginning(master, within: 2) == nil)
        }
    }

    @Test func `each connection's master is told of what runs then, and not of what is over`() async throws {
        let master = try FakeMaster(state: "pending")
        try await minion.living(try minion.agent([master.address])) { agent in
            #expect(await master.next("enrol") != nil)
            let over = try agent.ownJobs.start(FunctionCall("test.ping"), named: "short", returnsToMaster: true)
            let jid = try agent.ownJobs.start(FunctionCall("test.sleep"), named: "long", returnsToMaster: true)
            while agent.ownJobs.running("short") > 0 { try await Task.sleep(for: .milliseconds(20)) }
            try master.directory.write("accepted", to: "state")
            #expect(try await beginning(master)?.id == jid)
            #expect(try minion.answer(await master.next("returns")).id == over)
            // The master falls silent: the minion connects anew.
            try master.directory.write("", to: "silent")
            #expect(await master.next("connect") != nil)
            #expect(try await beginning(master)?.id == jid)
        }
    }

    @Test(arguments: ["404 {\"error\": \"no such path\"}", "409 {\"error\": \"the id is another job's\"}"])
    func `a master that will not know of running jobs is told once, the return waits for it`(
        reply: String
    ) async throws {
        let master = try FakeMaster()
        try master.directory.write(reply, to: "begun")
        let jid = try await minion.living(try minion.agent([master.address])) { agent in
            let jid = try agent.ownJobs.start(FunctionCall("test.sleep"), named: "long", returnsToMaster: true)
            #expect(try await beginning(master)?.id == jid)
            #expect(try await beginning(master, within: 2) == nil)
            return jid
        }
        #expect(try ReturnSpool(directory: "\(minion.directory.path)/spool").contains(jid))
    }

    @Test(arguments: ["200 {\"taken\": false}", "503 {\"error\": \"the store is busy\"}"])
    func `what the master can't take now is told with a later heartbeat`(reply: String) async throws {
        let master = try FakeMaster()
        try master.directory.write(reply, to: "begun")
        try await minion.living(try minion.agent([master.address])) { agent in
            let jid = try agent.ownJobs.start(FunctionCall("test.sleep"), named: "long", returnsToMaster: true)
            #expect(try await beginning(master)?.id == jid)
            #expect(try await beginning(master)?.id == jid)
        }
    }

    @Test(arguments: [true, false])
    func `the end of a job is kept where its return has no room, if the master has heard of it`(
        isTold: Bool
    ) async throws {
        let master = try FakeMaster()
        let spool = try ReturnSpool(directory: "\(minion.directory.path)/spool")
        try spool.store(
            JobReturn(id: JobID(microseconds: 1), minion: minion.id, function: "test.ping", value: "waits", retcode: 0))
        try master.directory.write("waits", to: "hold")
        let agent = try minion.agent(isTold ? [master.address] : []) {
            $0.spoolLimits = .init(count: 1, bytes: 1 << 20)
        }
        let jid = try await minion.living(agent) { agent in
            let jid = try agent.ownJobs.start(FunctionCall("test.sleep"), named: "long", returnsToMaster: true)
            if isTold { #expect(try await beginning(master)?.id == jid) }
            return jid
        }
        let kept = try DurableFile.read("\(minion.directory.path)/spool/\(jid).json")
        #expect((kept != nil) == isTold)
        guard let kept else { return }
        let answer = try JobReturn(body: try JSON.read(kept), from: minion.id)
        #expect(answer.retcode == 1)
        #expect(answer.own?.schedule == "long")
        #expect(
            answer.value
                == .string(
                    "the job ran, but the minion did not keep its return: 1 returns (0 MiB) wait in "
                        + "\(minion.directory.path)/spool for the master to take them, the oldest is that of job "
                        + "19700101000000000001"))
    }

    @Test func `ids of own jobs are never the same twice`() throws {
        let agent = try minion.agent([])
        var ids: Set<JobID> = []
        for _ in 0..<100 {
            ids.insert(try agent.ownJobs.start(FunctionCall("test.ping"), named: "a", returnsToMaster: false))
        }
        #expect(ids.count == 100)
    }
}
