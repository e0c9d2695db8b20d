import Glibc
import Testing
import Values

extension OperationsTests {
    /// The ledger, and what becomes of jobs whose master or minion is away.
    @Suite struct JobsTests {
        @Test func `a job is listed, shown, watched to its end and killed`() async throws {
            let stage = try MinionsStage.shared
            let marker = stage.path("killed")
            let jid = try await stage.async(
                "web1", "cmd.run", "echo begin >> \(marker); sleep 40; echo end >> \(marker)")
            try await stage.eventually("the job runs") { try !stage.lines("killed").isEmpty }
            #expect(try await stage.value("jobs", "list").map?.keyTexts.contains(jid) == true)
            let shown = try await stage.value("jobs", "show", jid)
            #expect(shown["Missing"] == ["web1"] && shown["Function"] == "cmd.run", "\(shown)")
            let watch = try stage.startPigeon("jobs", "watch", jid)
            #expect(try await stage.pigeon("jobs", "kill", jid).out == "job \(jid) is being stopped on web1\n")
            let watched = try await watch.answer(within: .seconds(30))
            #expect(watched.code == 1, "\(watched)")
            #expect(watched.out.contains("the job was killed on request"), "\(watched)")
            #expect(try await stage.value("jobs", "show", jid)["Result"]?["web1"]?["success"] == false)
            #expect(try stage.lines("killed") == ["begin"])
            let done = try await stage.async("web1", "cmd.run", "sleep 0.5; echo done")
            let seen = try await stage.pigeon("jobs", "watch", done)
            #expect(seen.code == 0 && seen.out.contains("done"), "\(seen)")
        }

        @Test func `a second state run is refused, waits with queue, and goes beside with concurrent`() async throws {
            let stage = try MinionsStage.shared
            let first = try await stage.async("web2", "state.apply", "slow")
            try await stage.eventually("the first runs") { try stage.lines("slow") == ["begin"] }
            let refused = try await stage.pigeon("web2", "state.apply", "slow")
            #expect(refused.code == 1, "\(refused)")
            #expect(refused.out.contains(#"The function "state.apply" is running as PID"#), "\(refused)")
            #expect(refused.out.contains(first))
            let queued = try await stage.async("web2", "state.apply", "slow", "queue=True")
            let watch = try stage.startPigeon("jobs", "watch", queued)
            let beside = try await stage.pigeon("web2", "state.sls", "startup", "concurrent=True")
            #expect(beside.code == 0, "\(beside)")
            let watched = try await watch.answer(within: .seconds(40))
            #expect(watched.code == 0, "\(watched)")
            #expect(watched.err.contains("  web2  1 of 2: slow (cmd.run)\n"), "\(watched)")
            #expect(try await stage.pigeon("jobs", "watch", first).code == 0)
            #expect(try stage.lines("slow") == ["begin", "end", "begin", "end"])
        }

        @Test func `jobs for one minion begin in the order in which they were given`() async throws {
            let stage = try MinionsStage.shared
            for number in 0..<8 {
                _ = try await stage.async("db1", "cmd.run", "echo \(number) >> \(stage.path("order"))")
            }
            try await stage.eventually("all have run") { try stage.lines("order").count == 8 }
            #expect(try stage.lines("order") == (0..<8).map { Substring(String($0)) })
        }

        @Test func `a minion that was away does what it missed, unless it is too late`() async throws {
            let stage = try MinionsStage.shared
            try await stage.stop("web2")
            let late = try await stage.pigeon("web2", "cmd.run", "echo late >> \(stage.path("missed"))", "-t", "0.2")
            #expect(late.code == 1, "\(late)")
            _ = try await stage.async("web2", "cmd.run", "echo in time >> \(stage.path("missed"))")
            try stage.startMinion("web2")
            try await stage.isBack("web2")
            try await stage.eventually("it has done what it missed") { try stage.lines("missed") == ["in time"] }
        }

        @Test func `a return waits on the minion's disk while the master is away`() async throws {
            let stage = try MinionsStage.shared
            let file = stage.path("finished")
            let jid = try await stage.async("web2", "cmd.run", "sleep 1; echo finished | tee -a \(file)")
            try await stage.stop("master", SIGKILL)
            try await stage.eventually("the job is over") { try stage.lines("finished") == ["finished"] }
            try await stage.eventually("the return is in the spool") {
                TextFile.exists(stage.path("web2/spool/\(jid).json"))
            }
            // Nor does it matter that the minion ends meanwhile.
            try await stage.stop("web2", SIGKILL)
            try stage.startMinion("web2")
            try await stage.startMaster()
            try await stage.allAreBack()
            try await stage.eventually("the return is in the ledger") {
                try await stage.value("jobs", "show", jid)["Result"]?["web2"]?["return"] == "finished"
            }
            #expect(!TextFile.exists(stage.path("web2/spool/\(jid).json")))
            #expect(try stage.lines("finished") == ["finished"])
        }
    }
}
