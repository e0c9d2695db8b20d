import Agent
import Model
import TestSupport
import Testing
import Values

/// The whole minion against a master over real TLS.
@Suite(.fewAtATime) struct AgentLifeTests {
    private let minion: TestMinion

    init() throws { minion = try TestMinion() }

    /// - Parameter sent: how many seconds the master's clock is ahead; nil for a master that does not tell the time.
    private func jobLine(
        _ number: Int64, _ function: FunctionName = "test.ping", life: Int64 = 60, sent: Int64? = nil
    ) -> String {
        let now = Agent.microseconds() + (sent ?? 0) * 1_000_000
        let order = JobOrder(
            id: JobID(microseconds: number), call: FunctionCall(function), expires: now + life * 1_000_000,
            sent: sent.map { _ in now })
        return JSON.write(MinionLine.job(order).value) + "\n"
    }

    private func killLine(_ number: Int64) -> String {
        let order = JobOrder(
            id: JobID(microseconds: number), call: FunctionCall("test.sleep"),
            expires: Agent.microseconds() + 60_000_000)
        return JSON.write(MinionLine.kill(order).value) + "\n"
    }

    @Test func `a minion enrols, tells its grains and runs a job that comes twice once`() async throws {
        let master = try FakeMaster()
        try master.directory.write(jobLine(1) + jobLine(1) + jobLine(2), to: "lines")
        try await minion.living(try minion.agent([master.address])) { _ in
            #expect(await master.next("grains") == #"web1 {"os":"Debian"}"#)
            var seen: Set<JobID> = []
            for _ in 0..<2 {
                let answer = try minion.answer(await master.next("returns"))
                #expect(answer.value == true)
                #expect(answer.retcode == 0)
                seen.insert(answer.id)
            }
            #expect(seen == [JobID(microseconds: 1), JobID(microseconds: 2)])
        }
        #expect(minion.executor.started.sorted() == [JobID(microseconds: 1), JobID(microseconds: 2)])
    }

    @Test func `an expired job is answered and not run`() async throws {
        let master = try FakeMaster()
        try master.directory.write(jobLine(1, life: -30), to: "lines")
        try await minion.living(try minion.agent([master.address])) { _ in
            let answer = try minion.answer(await master.next("returns"))
            #expect(answer.retcode == 1)
            #expect(answer.value.string?.hasPrefix("expired: ") == true)
            #expect(answer.outcome == .refused)
        }
        #expect(minion.executor.started == [])
    }

    @Test func `a return waits until the master can store it`() async throws {
        let master = try FakeMaster()
        try master.directory.write(jobLine(1), to: "lines")
        try master.directory.write("", to: "busy")
        try await minion.living(try minion.agent([master.address])) { _ in
            #expect(await master.next("busy") != nil)
            master.directory.remove("busy")
            let answer = try minion.answer(await master.next("returns"))
            #expect(answer.id == JobID(microseconds: 1))
        }
        #expect(minion.executor.started.count == 1)
    }

    @Test func `a job whose return the master will never take is answered in a few words`() async throws {
        let master = try FakeMaster()
        try master.directory.write(jobLine(1) + jobLine(2), to: "lines")
        try master.directory.write(#""return":true"#, to: "refuse")
        try await minion.living(try minion.agent([master.address])) { _ in
            for _ in 0..<2 {
                let answer = try minion.answer(await master.next("returns"))
                #expect(
                    answer.value.string
                        == "the job ran, but the master did not take its return: the master at \(master.address) answered "
                        + "400: cannot be read; it is in "
                        + "\(minion.directory.path)/spool/refused/\(answer.id).json on the minion")
                #expect(answer.outcome == .failed)
                #expect(answer.function == "test.ping")
            }
        }
        #expect(minion.executor.started.count == 2)
    }

    @Test func `a job of which the master takes no return neither runs again nor counts as refused`() async throws {
        let master = try FakeMaster()
        try master.directory.write(jobLine(1), to: "lines")
        try master.directory.write("jid", to: "refuse")
        try await minion.living(try minion.agent([master.address])) { _ in
            for _ in 0..<2 { #expect(await master.next("refuse") != nil) }
        }
        try master.directory.write(jobLine(1, life: -30) + jobLine(2), to: "lines")
        master.directory.remove("refuse")
        try await minion.living(try minion.agent([master.address])) { _ in
            var answer: JobReturn
            repeat {
                answer = try minion.answer(await master.next("returns"))
                #expect(answer.outcome != .refused)
            } while answer.id != JobID(microseconds: 2)
        }
        #expect(minion.executor.started == [JobID(microseconds: 1), JobID(microseconds: 2)])
    }

    @Test func `a job that the last end cut off is answered and never run again`() async throws {
        let master = try FakeMaster()
        let journal = try JobJournal(directory: "\(minion.directory.path)/jobs")
        let order = JobOrder(
            id: JobID(microseconds: 1), call: FunctionCall("state.apply"), expires: Agent.microseconds() + 60_000_000)
        #expect(try journal.begin(order))
        try master.directory.write(JSON.write(MinionLine.job(order).value) + "\n", to: "lines")
        try await minion.living(try minion.agent([master.address])) { _ in
            let answer = try minion.answer(await master.next("returns"))
            #expect(answer.value == "the minion stopped while this job was running")
            #expect(answer.retcode == 1)
            #expect(answer.outcome == .failed)
            #expect(answer.function == "state.apply")
        }
        #expect(minion.executor.started == [])
    }

    @Test func `a killed job ends and is answered`() async throws {
        let master = try FakeMaster()
        try master.directory.write(jobLine(1, "test.sleep") + killLine(1), to: "lines")
        try await minion.living(try minion.agent([master.address])) { _ in
            let answer = try minion.answer(await master.next("returns"))
            #expect(answer.value == "the job was killed on request")
            #expect(answer.retcode == 1)
        }
    }

    @Test func `a job that is killed before it comes is refused, and does not run when it comes`() async throws {
        let master = try FakeMaster()
        try master.directory.write(killLine(1) + jobLine(1) + killLine(1) + jobLine(2), to: "lines")
        try await minion.living(try minion.agent([master.address])) { _ in
            var answers: [JobID: JobReturn] = [:]
            for _ in 0..<2 {
                let answer = try minion.answer(await master.next("returns"))
                answers[answer.id] = answer
            }
            let refused = try #require(answers[JobID(microseconds: 1)])
            #expect(refused.value == "cancelled before it began")
            #expect(refused.outcome == .refused)
            #expect(answers[JobID(microseconds: 2)]?.value == true)
        }
        #expect(minion.executor.started == [JobID(microseconds: 2)])
    }

    @Test func `a minion that is stopped answers for the job that was running`() async throws {
        let master = try FakeMaster()
        try master.directory.write(jobLine(1, "test.sleep"), to: "lines")
        try await minion.living(try minion.agent([master.address])) { _ in
            while minion.executor.started.isEmpty { try await Task.sleep(for: .milliseconds(20)) }
        }
        let spool = try ReturnSpool(directory: "\(minion.directory.path)/spool")
        if let kept = try spool.oldest() {
            #expect(
                try JSON.read(kept.body)["return"] == "the minion was stopped while this job was running")
        } else {
            let answer = try minion.answer(await master.next("returns"))
            #expect(answer.retcode == 1)
        }
    }

    @Test func `a minion that is stopped does not wait for ever for what neither disk nor master takes`() async throws {
        let master = try FakeMaster()
        try master.directory.write("return", to: "hold")
        try master.directory.write(jobLine(1), to: "lines")
        let agent = try minion.agent([master.address]) { $0.returnGrace = .seconds(2) }
        minion.directory.remove("spool")
        try await minion.livingUntilStopped(agent) {
            while minion.log.warnings.isEmpty { try await Task.sleep(for: .milliseconds(20)) }
        }
        #expect(minion.log.warnings.first?.hasPrefix("warning a return that is not on disk waits: ") == true)
        #expect(minion.log.errors.contains { $0.hasPrefix("error a return is given up, as the minion stops") })
        // The next start answers for it.
        let journal = try JobJournal(directory: "\(minion.directory.path)/jobs")
        #expect(try journal.unfinished().map(\.id) == [JobID(microseconds: 1)])
    }

    @Test func `a master that falls silent is given up after three heartbeats`() async throws {
        let master = try FakeMaster()
        try master.directory.write("", to: "silent")
        try await minion.living(try minion.agent([master.address])) { _ in
            #expect(await master.next("connect") != nil)
            #expect(await master.next("connect", within: 10) != nil)
        }
    }

    @Test func `the next master is tried when the first one is away`() async throws {
        let master = try FakeMaster()
        let away = MasterAddress(host: "127.0.0.1", port: 1)
        try await minion.living(try minion.agent([away, master.address])) { _ in
            #expect(await master.next("connect") == "web1")
        }
    }

    @Test func `a master that has not accepted the key yet does not keep the minion from the next`() async throws {
        let first = try FakeMaster(state: "pending")
        let second = try FakeMaster(["--authority-of=\(first.directory.path)"])
        try await minion.living(try minion.agent([first.address, second.address])) { _ in
            #expect(await second.next("connect") == "web1")
        }
    }

    @Test func `the next master is tried when the one that served falls silent`() async throws {
        let first = try FakeMaster()
        let second = try FakeMaster(["--authority-of=\(first.directory.path)"])
        try first.directory.write("", to: "silent")
        try await minion.living(try minion.agent([first.address, second.address])) { _ in
            #expect(await first.next("connect") == "web1")
            #expect(await second.next("connect") == "web1")
        }
    }

    @Test func `a master that has not issued the certificate is shown the key at once, and that is no error`()
        async throws
    {
        let first = try FakeMaster()
        let second = try FakeMaster(["--authority-of=\(first.directory.path)"])
        try first.directory.write("", to: "silent")
        try second.directory.write("", to: "strange")
        try await minion.living(try minion.agent([first.address, second.address])) { _ in
            #expect(await first.next("connect") == "web1")
            #expect(await second.next("strange") == "web1")
            #expect(await second.next("enrol") == "web1 accepted")
            #expect(await second.next("connect") == "web1")
            while minion.log.warnings.count < 2 { try await Task.sleep(for: .milliseconds(10)) }
        }
        let told = minion.log.warnings
        #expect(told.count == 2, "\(told)")
        #expect(
            told.first
                == "warning the connection to the master is lost, the minion connects again by itself "
                + "[master=\(first.address) reason=the master was silent for 3.00 s, the connection counts as dead]")
        #expect(told.last == "warning connected [master=\(second.address)]")
        #expect(minion.log.all.contains { $0.hasPrefix("info this master has not issued the minion's certificate") })
        #expect(minion.log.errors.isEmpty, "\(minion.log.all)")
    }

    @Test func `a key that is taken back is told, and the only master is asked again at once`() async throws {
        let master = try FakeMaster()
        try master.directory.write("", to: "strange")
        _ = try await minion.enrolment().attempt(at: master.address)
        try master.directory.write("", to: "strange")
        try master.directory.write("rejected", to: "state")
        try await minion.living(try minion.agent([master.address])) { _ in
            #expect(await master.next("strange") == "web1")
            #expect(await master.next("enrol") == "web1 rejected")
            while minion.log.errors.isEmpty { try await Task.sleep(for: .milliseconds(10)) }
        }
        #expect(
            minion.log.warnings.contains {
                $0.hasPrefix("warning the master no longer accepts this minion's certificate")
            })
        let error = minion.log.errors.first
        #expect(error?.contains("pigeon key accept --include-rejected web1") == true)
    }

    @Test func `a master's clock that is set back makes no job of the next connection old`() async throws {
        let master = try FakeMaster()
        try master.directory.write(jobLine(1, sent: 86_400), to: "lines")
        try master.directory.write("", to: "silent")
        try await minion.living(try minion.agent([master.address])) { _ in
            #expect(try minion.answer(await master.next("returns")).value == true)
            // The day is taken back while the connection is away.
            try master.directory.write(jobLine(2, sent: 0), to: "lines")
            #expect(try minion.answer(await master.next("returns")).value == true)
        }
    }

    @Test func `events come to the master in order`() async throws {
        let master = try FakeMaster()
        let queue = EventQueue()
        queue.append(Event(tag: "a", data: ["n": 1]))
        queue.append(Event(tag: "b", data: ["n": 2]))
        try await minion.living(try minion.agent([master.address], events: queue)) { _ in
            #expect(
                await master.next("events")
                    == #"web1 {"events":[{"tag":"a","data":{"n":1}},{"tag":"b","data":{"n":2}}]}"#)
        }
    }

    @Test func `a second minion on the same directory is refused`() throws {
        let first = try minion.agent([MasterAddress(host: "127.0.0.1", port: 1)])
        let error = #expect(throws: Diagnostic.self) { try minion.agent([MasterAddress(host: "127.0.0.1", port: 1)]) }
        #expect(error?.message.hasPrefix("another minion runs with the same root_dir") == true)
        withExtendedLifetime(first) {}
    }
}
