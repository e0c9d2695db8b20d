import Glibc
import Testing
import Values

extension EndToEndTests {
    /// Processes that are killed in the middle of things.
    @Suite struct CrashTests {
        @Test func `a job that a killed minion was running is answered for and not run again`() async throws {
            let stage = try Stage.shared
            let file = "\(stage.directory)/once"
            let started = try await stage.succeed(
                "--async", "app1", "cmd.run", "echo run >>\(file); sleep 2; echo end >>\(file)")
            let jid = String(try #require(started.out.split(whereSeparator: \.isWhitespace).last))
            try await stage.eventually("the job runs") { TextFile.exists(file) }
            kill(try stage.processID(of: "minion.pid"), SIGKILL)
            try await stage.startMinion()
            try await stage.eventually("the job is answered for") {
                try await stage.job(jid)["Result"]?["app1"] != nil
            }
            let answer = try await stage.job(jid)["Result"]?["app1"]
            #expect(answer?["retcode"] != 0, "\(answer ?? .null)")
            #expect(answer?["return"]?.string?.contains("the minion stopped while this job was running") == true)
            try await Task.sleep(for: .seconds(2))
            let runs = try TextFile.read(file).split(separator: "\n").filter { $0 == "run" }
            #expect(runs.count == 1)
        }

        @Test func `a minion that is killed in a release and comes back costs the release and nothing else`()
            async throws
        {
            let stage = try Stage.shared
            try await stage.prepare(active: "1.14", inactive: "1.13")
            let before = try await stage.snapshot()
            let release = try stage.startPigeon("stack", "release", "app", "--version", "sick-1")
            try await stage.eventually("HAProxy knows the new containers") {
                guard try await stage.containers()["app_sick-1_web_1"]?.isRunning == true else { return false }
                let address = try await stage.docker(
                    "inspect", "-f", "{{.NetworkSettings.Networks.loadbal.IPAddress}}", "app_sick-1_web_1")
                return try stage.haproxy.ask("show servers state").contains(" \(address.filter { !$0.isNewline }) ")
            }
            // The health gate is the next job, and waits for a minute: killed before it comes, the minion would just do it afterwards.
            try await Task.sleep(for: .seconds(1))
            kill(try stage.processID(of: "minion.pid"), SIGKILL)
            try await stage.startMinion()
            let answer = try await release.answer(within: .seconds(90))
            #expect(answer.code == 1, "\(answer)")
            #expect(answer.err.contains("the minion stopped while this job was running"), "\(answer)")
            #expect(answer.err.contains("the new containers are removed"), "\(answer)")
            try await stage.expectUnchanged(since: before)
        }

        @Test func `what a minion could not clean up is removed when it is back`() async throws {
            let stage = try Stage.shared
            try await stage.prepare(active: "1.14", inactive: "1.13")
            let before = try await stage.snapshot()
            try await stage.editing("pillar/app/stack.sls", { $0.replacing("deadline: 60s", with: "deadline: 1s") }) {
                let release = try stage.startPigeon("stack", "release", "app", "--version", "sick-1")
                try await stage.eventually("the new containers run") {
                    try await stage.containers()["app_sick-1_web_1"]?.isRunning ?? false
                }
                kill(try stage.processID(of: "minion.pid"), SIGKILL)
                let answer = try await release.answer(within: .seconds(90))
                #expect(answer.code == 1, "\(answer)")
                #expect(answer.err.contains("removed as soon as their minions are back"), "\(answer)")
            }
            let left = try await stage.stackStatus()?["leftovers"]?.list?.first
            #expect(left?["version"] == "sick-1" && left?["kept"] == false, "\(left ?? .null)")
            try await stage.startMinion()
            try await stage.eventually("what was left is removed", within: .seconds(60)) {
                let status = try await stage.stackStatus()
                return status?["leftovers"] == nil && status?["busy"]?.isNull == true
            }
            try await stage.expectUnchanged(since: before)
            let entry = try await stage.value("stack", "history", "app", "--limit", "1").list?.first
            #expect(entry?["user"] == "clean-up" && entry?["outcome"] == "succeeded", "\(entry ?? .null)")
        }

        @Test func `a master that is killed in a release undoes it when it is back`() async throws {
            let stage = try Stage.shared
            try await stage.prepare(active: "1.14", inactive: "1.13")
            let load = try await Load.start(on: stage)
            let before = try await stage.snapshot()
            let release = try stage.startPigeon("stack", "release", "app", "--version", "sick-1")
            try await stage.eventually("the new containers run") {
                try await stage.containers()["app_sick-1_web_1"]?.isRunning ?? false
            }
            kill(try stage.processID(of: "master.pid"), SIGKILL)
            let broken = try await release.answer(within: .seconds(20))
            #expect(broken.code == 1, "\(broken)")
            #expect(broken.err.contains("stack history"), "\(broken)")
            #expect(try await stage.page() == "app 1.14")

            try await restartMaster(stage)
            try await stage.eventually("the release is ended", within: .seconds(60)) { try await !stage.isBusy() }
            try await stage.expectUnchanged(since: before)
            let entry = try await stage.value("stack", "history", "app", "--limit", "1").list?.first
            #expect(entry?["version"] == "sick-1" && entry?["outcome"] == "failed", "\(entry ?? .null)")
            try await stage.succeed("stack", "release", "app", "--version", "1.15")
            #expect(try await stage.stacks() == StackStates(active: "1.14", inactive: "1.13", release: "1.15"))
            #expect(try await load.finish().keys.sorted() == ["app 1.14"])
        }

        @Test func `stacks, keys and jobs outlive the master`() async throws {
            let stage = try Stage.shared
            try await stage.prepare(active: "1.14", inactive: "1.13")
            let before = try await stage.snapshot()
            try await stage.script("stop", "master")
            #expect(try await stage.page() == "app 1.14")
            try await restartMaster(stage)
            try await stage.expectUnchanged(since: before)
            #expect(try await stage.value("key", "list")["minions"] == ["app1"])
            #expect(try await stage.value("jobs", "list").map?.isEmpty == false)
        }

        private func restartMaster(_ stage: Stage) async throws {
            try await stage.script("master", stage.programs)
            try await stage.eventually("the master answers") { try await stage.pigeon("key", "list").code == 0 }
            try await stage.minionIsBack()
        }
    }
}
