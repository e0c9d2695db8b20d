import Glibc
import Testing
import Values

extension FaultTests {
    /// The master dies by SIGKILL at each step of a job, and is started again.
    @Suite struct MasterKilledTests {
        @Test func `a master killed before it stored a job has not taken it, and says nothing else`() async throws {
            try await FaultStage.with { faults in
                let stage = faults.stage
                let lock = try await StoreLock.take(stage.path("master/pigeon.db"), on: stage)
                let job = try faults.newJob()
                let caller = try stage.startPigeon("--async", "m1", "cmd.run", job.command)
                // The master waits for the store now, or will when it gets to the request: both are before it is stored.
                try await Task.sleep(for: .milliseconds(500))
                try await faults.kill("master")
                let told = try await caller.answer(within: .seconds(30))
                #expect(told.code != 0 && told.out.isEmpty, "\(told)")
                try await lock.release()
                try await stage.startMaster()
                try await faults.settle()
                #expect(try faults.marks(of: job).isEmpty)
                let jobs = try await stage.value("jobs", "list", "--limit", "1000")
                #expect(!"\(jobs)".contains(job.marks), "\(jobs)")
            }
        }

        @Test func `a job that was stored when the master died before anybody heard of it runs once`() async throws {
            try await FaultStage.with { faults in
                try await faults.cable.cut()
                let job = try await faults.give()
                try await faults.kill("master")
                try await faults.stage.startMaster()
                try await faults.cable.mend()
                try await faults.completes(job)
            }
        }

        @Test func `an order that was lost on the way with the master is given again, and runs once`() async throws {
            try await FaultStage.with { faults in
                try await faults.cable.hold(.toMinion)
                let job = try await faults.give()
                try await faults.orderWaits()
                try await faults.kill("master")
                try await faults.cable.drop()
                try await faults.cable.release()
                try await faults.stage.startMaster()
                try await faults.completes(job)
            }
        }

        @Test func `a job that was published when the master died runs once, and its return waits for the master`()
            async throws
        {
            try await FaultStage.with { faults in
                try await faults.cable.hold(.toMinion)
                let job = try await faults.give()
                let watch = try faults.stage.startPigeon("jobs", "watch", job.jid)
                try await faults.orderWaits()
                try await faults.kill("master")
                let told = try await watch.answer(within: .seconds(30))
                #expect(told.code != 0, "whoever waited is not told of a success: \(told)")
                try await faults.cable.release()
                try await faults.runs(job)
                try await faults.finish(job)
                try await faults.isSpooled(job)
                try await faults.stage.startMaster()
                try await faults.expectSuccess(job)
            }
        }

        @Test func `a return that was on its way when the master died is sent again`() async throws {
            try await FaultStage.with { faults in
                let job = try await faults.giveReturning()
                #expect(try await faults.answer(to: job) == nil)
                try await faults.kill("master")
                try await faults.cable.release()
                try await faults.stage.startMaster()
                try await faults.expectSuccess(job)
            }
        }

        @Test func `a return that the master had and could not store before it died is sent again`() async throws {
            try await FaultStage.with { faults in
                let job = try await faults.giveRunning()
                let lock = try await StoreLock.take(faults.stage.path("master/pigeon.db"), on: faults.stage)
                try await faults.finishReached(job)
                try await faults.isSpooled(job)
                #expect(try await faults.answer(to: job) == nil)
                try await faults.kill("master")
                try await lock.release()
                try await faults.stage.startMaster()
                try await faults.expectSuccess(job)
            }
        }

        @Test func `a return that the master stored and did not acknowledge before it died counts once`() async throws {
            try await FaultStage.with { faults in
                let job = try await faults.giveUnacknowledged()
                #expect(TextFile.exists(faults.spool(job)), "nobody has acknowledged it")
                try await faults.kill("master")
                try await faults.cable.drop()
                try await faults.cable.release()
                try await faults.stage.startMaster()
                try await faults.expectSuccess(job)
            }
        }
    }
}
