import Glibc
import Testing
import Values

extension FaultTests {
    /// The minion dies by SIGKILL at each step of a job, and is started again.
    @Suite struct MinionKilledTests {
        private let cutOff = "the minion stopped while this job was running"

        @Test func `an order that had come to the host when the minion died is given again, and runs once`()
            async throws
        {
            try await FaultStage.with { faults in
                faults.stage.send(SIGSTOP, to: FaultStage.minion)
                let job = try await faults.giveReached()
                try await faults.restartMinion()
                try await faults.runs(job)
                try await faults.finish(job)
                try await faults.expectSuccess(job)
            }
        }

        @Test func `a job that the minion had noted and not begun when it died is failed, and does not run`()
            async throws
        {
            try await FaultStage.with { faults in
                let (first, second) = (try faults.newJob(), try faults.newJob())
                for job in [first, second] {
                    try TextFile.write(
                        "work:\n  cmd.run: [{name: '\(job.command)'}]\n",
                        to: faults.stage.path("states/\(job.marks).sls"))
                }
                var (running, queued) = (first, second)
                running.jid = try await faults.stage.async("m1", "state.apply", first.marks)
                try await faults.runs(running)
                // State runs don't overlap: this one is taken, and waits for the other.
                queued.jid = try await faults.stage.async("m1", "state.apply", second.marks, "queue=True")
                try await faults.stage.eventually("the job is noted") {
                    TextFile.exists(faults.journal(queued))
                }
                try await faults.restartMinion()
                try await faults.expectFailure(running, says: cutOff, runs: 1)
                try await faults.expectFailure(queued, says: cutOff, runs: 0)
            }
        }

        @Test func `a job that was at work when the minion died is failed, and does not run again`() async throws {
            try await FaultStage.with { faults in
                let job = try await faults.giveRunning()
                let watch = try faults.stage.startPigeon("jobs", "watch", job.jid)
                try await faults.restartMinion()
                let told = try await watch.answer(within: .seconds(60))
                #expect(told.code == 1 && told.out.contains(cutOff), "\(told)")
                try await faults.expectFailure(job, says: cutOff, runs: 1)
            }
        }

        @Test func `a return that nobody had been told of when the minion died is sent when it is back`()
            async throws
        {
            try await FaultStage.with { faults in
                let job = try await faults.giveSpooled()
                try await faults.restartMinion()
                try await faults.cable.mend()
                try await faults.expectSuccess(job)
            }
        }

        @Test func `a return that was kept when the minion died, and not noted as such, is still the job's return`()
            async throws
        {
            try await FaultStage.with { faults in
                let job = try await faults.giveSpooled()
                try await faults.kill(FaultStage.minion)
                // The disk as it is between the two writes: the return is there, the note still says that the job runs.
                #expect(rename("\(faults.journal(job)).done", faults.journal(job)) == 0)
                try faults.stage.startMinion(FaultStage.minion)
                try await faults.cable.mend()
                try await faults.expectSuccess(job)
            }
        }

        @Test func `a return that was on its way when the minion died arrives twice and counts once`() async throws {
            try await FaultStage.with { faults in
                let job = try await faults.giveReturning()
                try await faults.cable.hideEnds()
                try await faults.kill(FaultStage.minion)
                try await faults.cable.release()
                try await faults.stage.eventually("the return is in the ledger") {
                    try await faults.answer(to: job) != nil
                }
                #expect(TextFile.exists(faults.spool(job)), "the dead minion has no acknowledgement")
                try faults.stage.startMinion(FaultStage.minion)
                try await faults.expectSuccess(job)
            }
        }

        @Test func `a return that the master had acknowledged to a minion that was dead by then counts once`()
            async throws
        {
            try await FaultStage.with { faults in
                let job = try await faults.giveUnacknowledged()
                try await faults.kill(FaultStage.minion)
                #expect(TextFile.exists(faults.spool(job)), "the acknowledgement did not come")
                try await faults.cable.drop()
                try await faults.cable.release()
                try faults.stage.startMinion(FaultStage.minion)
                try await faults.expectSuccess(job)
            }
        }
    }
}
