import Testing
import Values

extension OperationsTests {
    /// What minions do by themselves, and what the master does about it.
    @Suite struct OwnWorkTests {
        @Test func `a schedule runs at its interval, at the start unless it says no, and not over itself`() async throws
        {
            let stage = try MinionsStage.shared
            try await stage.eventually("the jobs have run some times") {
                try stage.lines("ticks").count >= 3 && stage.lines("long").count >= 4
            }
            #expect(TextFile.exists(stage.path("at-start")))
            #expect(!TextFile.exists(stage.path("later")))
            let long = try stage.lines("long")
            for (index, line) in long.enumerated() { #expect(line == (index.isMultiple(of: 2) ? "begin" : "end")) }
            let ended = try await stage.hear("pigeon/schedule/tick")
            let jid = try #require(ended["jid"]?.string, "\(ended)")
            let job = try await stage.value("jobs", "show", jid)
            #expect(job["User"] == "schedule" && job["Result"]?["web1"]?["success"] == true, "\(job)")
        }

        @Test func `a job of a schedule is seen and killed while it runs`() async throws {
            let stage = try MinionsStage.shared
            let marker = "sleep 97.5"
            _ = try await stage.pigeon(
                "web2", "schedule.add", "slow", "function=cmd.run", "job_args=['\(marker)']", "hours=1")
            func begun() async throws -> String? {
                let jobs = try await stage.value("jobs", "list", "--limit", "1000").map ?? [:]
                return jobs.first { $0.value["User"] == "schedule" && $0.value["Arguments"] == [.string(marker)] }?.key
                    .scalarText
            }
            try await stage.eventually("the ledger has the job") { try await begun() != nil }
            let jid = try #require(try await begun())
            #expect(try await stage.job(jid)["Outcomes"] == ["web2": "pending"])
            let killed = try await stage.pigeon("jobs", "kill", jid)
            #expect(killed.out.contains("is being stopped on web2"), "\(killed)")
            try await stage.eventually("the job is over") {
                try await stage.job(jid)["Outcomes"] == ["web2": "failed"]
            }
            _ = try await stage.pigeon("web2", "schedule.delete", "slow")
        }

        @Test func `startup_states are applied when the minion starts`() async throws {
            let stage = try MinionsStage.shared
            try await stage.eventually("the state is applied") { TextFile.exists(stage.path("startup-was-here")) }
            let jobs = try await stage.value("jobs", "list", "--limit", "1000").map ?? [:]
            #expect(
                jobs.contains { $0.value["Function"] == "state.sls" && $0.value["Arguments"] == [["startup"]] },
                "\(jobs)")
        }

        @Test func `beacons tell the event bus`() async throws {
            let stage = try MinionsStage.shared
            var number = 0
            let created = try await stage.hear("salt/beacon/db1/watched/*") {
                number += 1
                try TextFile.write("", to: stage.path("watched/file-\(number)"))
                try await Task.sleep(for: .milliseconds(300))
            }
            #expect(created["path"]?.string?.hasPrefix(stage.path("watched/file-")) == true, "\(created)")
            #expect(created["change"] == "IN_CREATE" && created["id"] == "db1", "\(created)")
            let usage = try await stage.hear("salt/beacon/db1/diskusage/*")
            #expect(usage["mount"] == "/" && usage["diskusage"]?.double != nil, "\(usage)")
        }

        @Test func `a minion reads of the mine what it may`() async throws {
            let stage = try MinionsStage.shared
            try await stage.eventually("db1 has sent its part") {
                try await stage.value("web2", "mine.get", "db1", "where")["web2"] == ["db1": "at db1"]
            }
            #expect(try await stage.value("web1", "mine.get", "db1", "kept")["web1"] == ["db1": "for web1"])
            #expect(try await stage.value("web2", "mine.get", "db1", "kept")["web2"] == [:])
            #expect(try await stage.value("run", "mine.get", "*", "where") == ["db1": "at db1"])
        }

        @Test(arguments: ["served", "globbed"])
        func `an event begins a reaction, from a file of the master's roots or of its disk`(name: String) async throws {
            let stage = try MinionsStage.shared
            let began = try await stage.hear("salt/job/*/new") {
                _ = try await stage.pigeon("web2", "event.send", "trial/\(name)", "word=hello")
            }
            #expect(began["jid"] != nil)
            try await stage.eventually("the reaction has run") { try !stage.lines(name).isEmpty }
            #expect(try stage.lines(name).first == "trial/\(name) hello")
            let jobs = try await stage.value("jobs", "list", "--limit", "1000").map ?? [:]
            #expect(jobs.contains { $0.value["User"] == "Reactor" && $0.value["Target"] == "web2" })
        }

        @Test func `a reaction whose file is not there is told`() async throws {
            let stage = try MinionsStage.shared
            let failed = try await stage.hear("pigeon/reactor/failed") {
                _ = try await stage.pigeon("web2", "event.send", "trial/lost", "word=hello")
            }
            #expect(failed["file"] == "salt://reactions/lost.sls", "\(failed)")
            #expect(
                failed["error"]?.string?.contains("there is no file salt://reactions/lost.sls") == true, "\(failed)")
        }
    }
}
