import Testing
import Values

extension FaultTests {
    /// A job that is killed, wherever it is between the master's ledger and the minion.
    @Suite struct KilledJobTests {
        @Test func `a job that is killed before it was delivered never runs, also after both have been started anew`()
            async throws
        {
            try await FaultStage.with { faults in
                try await faults.kill(FaultStage.minion)
                let job = try await faults.give()
                let caller = try faults.stage.startPigeon("jobs", "watch", job.jid)
                let killed = try await faults.stage.pigeon("jobs", "kill", job.jid)
                #expect(killed.code == 0, "\(killed)")
                #expect(killed.out == "job \(job.jid) was cancelled before it was delivered to m1\n")
                let told = try await caller.answer(within: .seconds(30))
                #expect(told.code == 1, "\(told)")
                #expect(told.out.contains("Minion did not return. [Cancelled before it was delivered]"), "\(told)")
                try await faults.kill("master")
                try await faults.stage.startMaster()
                try faults.stage.startMinion(FaultStage.minion)
                try await faults.settle()
                #expect(try faults.marks(of: job).isEmpty)
                let shown = try await faults.stage.job(job.jid)
                #expect(shown["Outcomes"] == ["m1": "unreachable"], "\(shown)")
                #expect(shown["Killed"] == ["m1"] && shown["Result"] == [:], "\(shown)")
            }
        }

        @Test func `whoever waits for a job that is killed before it was delivered is told so at once`() async throws {
            try await FaultStage.with { faults in
                try await faults.cable.cut()
                // The master may not have noticed yet.
                try await faults.stage.eventually("the master knows that the minion is away") {
                    try await faults.stage.value("run", "manage.up") == []
                }
                let job = try faults.newJob()
                let caller = try faults.stage.startPigeon("-t", "300", "m1", "cmd.run", job.command)
                var jid = ""
                try await faults.stage.eventually("the job is in the ledger") {
                    let jobs = try await faults.stage.value("jobs", "list").map ?? [:]
                    jid = jobs.first { $0.value["Function"] == "cmd.run" }?.key.string ?? ""
                    return !jid.isEmpty
                }
                #expect(try await faults.stage.pigeon("jobs", "kill", jid).code == 0)
                let told = try await caller.answer(within: .seconds(30))
                #expect(told.code == 1, "\(told)")
                #expect(told.out.contains("Minion did not return. [Cancelled before it was delivered]"), "\(told)")
                try await faults.cable.mend()
                try await faults.settle()
                #expect(try faults.marks(of: job).isEmpty)
            }
        }

        @Test func `a job that is killed while its order is on the way ends`() async throws {
            try await FaultStage.with { faults in
                try await faults.cable.hold(.toMinion)
                let job = try await faults.give()
                try await faults.orderWaits()
                let killed = try await faults.stage.pigeon("jobs", "kill", job.jid)
                #expect(killed.out == "job \(job.jid) is being stopped on m1\n", "\(killed)")
                try await faults.cable.release()
                try await faults.expectFailure(job, says: "the job was killed on request", runs: nil)
            }
        }

        @Test func `a job that is killed after its order was lost on the way never runs`() async throws {
            try await FaultStage.with { faults in
                try await faults.cable.hold(.toMinion)
                let job = try await faults.give()
                try await faults.orderWaits()
                try await faults.cable.cut()
                try await faults.stage.eventually("the master knows that the minion is away") {
                    try await faults.stage.value("run", "manage.up") == []
                }
                let killed = try await faults.stage.pigeon("jobs", "kill", job.jid)
                #expect(killed.code == 1 && killed.err.contains("not connected: m1"), "\(killed)")
                let shown = try await faults.stage.pigeon("jobs", "show", job.jid)
                #expect(shown.code == 1 && shown.out.contains("[Told to stop when it is connected]"), "\(shown)")
                try await faults.cable.release()
                try await faults.cable.mend()
                try await faults.expectFailure(job, says: "cancelled before it began", runs: 0)
                #expect(try await faults.stage.job(job.jid)["Outcomes"] == ["m1": "refused"])
            }
        }

        @Test func `a job that is killed while its minion is away ends when that is back, also by another master`()
            async throws
        {
            try await FaultStage.with { faults in
                let job = try await faults.giveRunning()
                try await faults.cable.cut()
                try await faults.stage.eventually("the master knows that the minion is away") {
                    try await faults.stage.value("run", "manage.up") == []
                }
                #expect(try await faults.stage.pigeon("jobs", "kill", job.jid).code == 1)
                try await faults.kill("master")
                try await faults.stage.startMaster()
                try await faults.cable.mend()
                try await faults.expectFailure(job, says: "the job was killed on request", runs: 1)
            }
        }
    }
}
