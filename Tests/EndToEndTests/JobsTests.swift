import Glibc
import Testing
import Values

extension OperationsTests {
    /// The ledger, and what becomes of jobs whose master or minion is away.
    @Suite struct JobsTests {
        /// The newest job whose target is this: others may start jobs of their own at any time.
        private static func newest(
            on target: String, _ stage: MinionsStage
        ) async throws -> (jid: String, counts: Value?)? {
            let jobs = try await stage.value("jobs", "list", "--limit", "100").map ?? [:]
            return jobs.first { $0.value["Target"] == .string(target) }.map { jid, job in
                (jid.string ?? "", job["Outcome-counts"])
            }
        }

        @Test func `a job is listed, shown, watched to its end and killed`() async throws {
            let stage = try MinionsStage.shared
            let marker = stage.path("killed")
            let jid = try await stage.async(
                "web1", "cmd.run", "echo begin >> \(marker); sleep 40; echo end >> \(marker)")
            try await stage.eventually("the job runs") { try !stage.lines("killed").isEmpty }
            #expect(try await stage.value("jobs", "list").map?.keyTexts.contains(jid) == true)
            let shown = try await stage.job(jid)
            #expect(shown["Missing"] == ["web1"] && shown["Function"] == "cmd.run", "\(shown)")
            #expect(shown["Outcomes"] == ["web1": "pending"], "\(shown)")
            let watch = try stage.startPigeon("jobs", "watch", jid)
            #expect(try await stage.pigeon("jobs", "kill", jid).out == "job \(jid) is being stopped on web1\n")
            let watched = try await watch.answer(within: .seconds(30))
            #expect(watched.code == 1, "\(watched)")
            #expect(watched.out.contains("the job was killed on request"), "\(watched)")
            let killed = try await stage.job(jid)
            #expect(killed["Result"]?["web1"]?["success"] == false, "\(killed)")
            #expect(killed["Outcomes"] == ["web1": "failed"], "\(killed)")
            #expect(try stage.lines("killed") == ["begin"])
            let done = try await stage.async("web1", "cmd.run", "sleep 0.5; echo done")
            let seen = try await stage.pigeon("jobs", "watch", done)
            #expect(seen.code == 0 && seen.out.contains("done"), "\(seen)")
        }

        @Test func `a state run under way is shown, followed late, and says what it was killed in`() async throws {
            let stage = try MinionsStage.shared
            try TextFile.write(
                """
                quick: test.nop
                long:
                  cmd.run: [{name: 'sleep 60'}]
                last: test.nop

                """, to: stage.path("states/killed.sls"))
            let jid = try await stage.async("web1", "state.apply", "killed")
            let progress: Value = [
                "web1": ["done": 1, "total": 3, "running": [["id": "long", "fun": "cmd.run"]]]
            ]
            try await stage.eventually("the long state runs") { try await stage.job(jid)["Progress"] == progress }
            let shown = try await stage.pigeon("jobs", "show", jid)
            #expect(shown.out.contains("  web1: pending, 1 of 3 done, running long (cmd.run)\n"), "\(shown)")
            let watch = try stage.startPigeon("jobs", "watch", jid)
            try await stage.eventually("who comes late is told") {
                try watch.errorsSoFar.contains("  web1  1 of 3 done, running long (cmd.run)\n")
            }
            // What the master knows of it ends with the master, and is told again.
            try await stage.stop("master", SIGKILL)
            try await stage.startMaster()
            try await stage.allAreBack()
            try await stage.eventually("it is known again") { try await stage.job(jid)["Progress"] == progress }
            watch.send(signal: SIGKILL)
            _ = try await watch.answer(within: .seconds(10))
            #expect(try await stage.pigeon("jobs", "kill", jid).code == 0)
            let watched = try await stage.pigeon("jobs", "watch", jid)
            #expect(watched.code == 1, "\(watched)")
            #expect(
                watched.out.contains("killed by jobs kill while state 'long' (cmd.run) ran; 2 of 3 states ran"),
                "\(watched)")
            let job = try await stage.job(jid)
            #expect(job["Outcomes"] == ["web1": "failed"] && job["Progress"] == [:], "\(job)")
            let states = job["Result"]?["web1"]?["return"]
            #expect(states?["test_|-quick_|-quick_|-nop"]?["result"] == true, "\(job)")
        }

        @Test func `a terminal shows the state that runs, and nothing else does`() async throws {
            let stage = try MinionsStage.shared
            try TextFile.write(
                "one:\n  cmd.run: [{name: sleep 0.3}]\ntwo: test.nop\n", to: stage.path("states/shown.sls"))
            try TextFile.write(
                "states: {salt.state: [{tgt: web1}, {sls: shown}]}\n", to: stage.path("states/showing.sls"))
            let apply = ["web1", "state.apply", "shown"]
            let seen = try await stage.onTerminal(apply)
            #expect(seen.terminal.contains("\r\u{1B}[Kweb1  1 of 2: one (cmd.run)"), "\(seen)")
            #expect(seen.terminal.hasSuffix("\r\u{1B}[K"), "\(seen)")
            #expect(seen.output.contains("ID: one") && !seen.output.contains("1 of 2"), "\(seen)")
            let orchestrated = try await stage.onTerminal(["run", "state.orchestrate", "showing"])
            #expect(orchestrated.terminal.contains("\u{1B}[K1 of 1: states (salt.state)"), "\(orchestrated)")
            #expect(orchestrated.terminal.hasSuffix("\r\u{1B}[K"), "\(orchestrated)")
            for format in ["json", "quiet"] {
                #expect(try await stage.onTerminal(["--out", format] + apply).terminal == "")
            }
            let plain = try await stage.pigeon("web1", "state.apply", "shown")
            #expect(plain.code == 0 && plain.err == "", "\(plain)")
        }

        @Test func `a second state run is refused, waits with queue, and goes beside with concurrent`() async throws {
            let stage = try MinionsStage.shared
            let first = try await stage.async("web2", "state.apply", "slow")
            try await stage.eventually("the first runs") { try stage.lines("slow") == ["begin"] }
            let refused = try await stage.pigeon("web2", "state.apply", "slow")
            #expect(refused.code == 1, "\(refused)")
            #expect(refused.out.contains(#"The function "state.apply" is running as PID"#), "\(refused)")
            #expect(refused.out.contains(first))
            #expect(try await Self.newest(on: "web2", stage)?.counts == ["refused": 1])
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
            #expect(try await Self.newest(on: "web2", stage)?.counts == ["unreachable": 1])
            _ = try await stage.async("web2", "cmd.run", "echo in time >> \(stage.path("missed"))")
            try stage.startMinion("web2")
            try await stage.isBack("web2")
            try await stage.eventually("it has done what it missed") { try stage.lines("missed") == ["in time"] }
        }

        @Test func `state runs that a minion missed have their turns in the order of their jobs`() async throws {
            let stage = try MinionsStage.shared
            try await stage.stop("web2")
            for number in 0..<6 {
                _ = try await stage.async(
                    "web2", "state.single", "cmd.run", "name=echo \(number) >> \(stage.path("turns"))", "queue=True")
            }
            try stage.startMinion("web2")
            try await stage.isBack("web2")
            try await stage.eventually("all have run") { try stage.lines("turns").count == 6 }
            #expect(try stage.lines("turns") == (0..<6).map { Substring(String($0)) })
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
                try await stage.job(jid)["Result"]?["web2"]?["return"] == "finished"
            }
            #expect(!TextFile.exists(stage.path("web2/spool/\(jid).json")))
            #expect(try stage.lines("finished") == ["finished"])
        }

        @Test func `an outcome outlives the master, and decides the exit code of whoever looks`() async throws {
            let stage = try MinionsStage.shared
            let good = try await stage.async("-L", "db1,web1", "test.ping")
            let named = try await stage.async("-L", "db1,nosuch", "test.ping")
            let bad = try await stage.async("db1", "test.retcode", "3")
            for jid in [good, named, bad] {
                _ = try await stage.pigeon("jobs", "watch", jid)
            }
            try await stage.stop("web2")
            let away = try await stage.pigeon("web2", "test.ping", "-t", "0.2", "--out", "json")
            #expect(away.code == 1, "\(away)")
            let unreachable = try #require(try await Self.newest(on: "web2", stage)?.jid)
            try await stage.stop("master", SIGKILL)
            try await stage.startMaster()
            try stage.startMinion("web2")
            try await stage.allAreBack()
            let expected: [(String, Value, Int32)] = [
                (good, ["db1": "succeeded", "web1": "succeeded"], 0),
                (named, ["db1": "succeeded", "nosuch": "unreachable"], 1), (bad, ["db1": "failed"], 1),
                (unreachable, ["web2": "unreachable"], 1),
            ]
            for (jid, outcomes, code) in expected {
                #expect(try await stage.job(jid)["Outcomes"] == outcomes)
                #expect(try await stage.pigeon("jobs", "show", jid).code == code)
                let watched = try await stage.pigeon("jobs", "watch", jid)
                #expect(watched.code == code, "\(watched)")
            }
        }

        @Test func `an orchestration whose minions do not all do it is no success`() async throws {
            let stage = try MinionsStage.shared
            try TextFile.write(
                """
                there:
                  salt.function: [{name: test.ping}, {tgt: 'db1,web1'}, {tgt_type: list}, {batch: 1}]
                nobody:
                  salt.function: [{name: test.ping}, {tgt: 'db1,nosuch'}, {tgt_type: list}]
                slow:
                  salt.function: [{name: test.sleep}, {tgt: db1}, {arg: [30]}, {timeout: 1}]

                """, to: stage.path("states/partly.sls"))
            let run = try await stage.pigeon("--out", "json", "run", "state.orchestrate", "partly")
            #expect(run.code == 1, "\(run)")
            let states = try JSON.read(run.out)["data"]?["master_master"]?.map ?? [:]
            let comments = states.map { ($0.value["__id__"]?.string ?? "", $0.value["result"], $0.value["comment"]) }
            #expect(comments.map(\.0) == ["there", "nobody", "slow"], "\(run)")
            #expect(comments.map(\.1) == [true, false, false], "\(run)")
            #expect(comments[1].2?.string?.contains("nosuch: no accepted minion has this id") == true, "\(run)")
            #expect(comments[2].2?.string?.contains("db1: did not answer in time") == true, "\(run)")
            let jobs = try await stage.value("jobs", "list", "--limit", "100").map ?? [:]
            let slow = jobs.first { $0.value["Function"] == "test.sleep" }?.value
            #expect(slow?["Outcome-counts"] == ["timed out": 1], "\(jobs)")
            let orchestration = try #require(jobs.first { $0.value["Function"] == "state.orchestrate" })
            #expect(orchestration.value["Outcome-counts"] == ["failed": 1], "\(orchestration)")
        }
    }
}
