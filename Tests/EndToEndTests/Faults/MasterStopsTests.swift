import Glibc
import Testing
import Values

extension FaultTests {
    /// The master is asked to stop (SIGTERM) while it waits for something.
    @Suite struct MasterStopsTests {
        @Test func `a master that is asked to stop does not wait for a job, and tells whoever does`() async throws {
            try await FaultStage.with { faults in
                let job = try faults.newJob()
                let caller = try faults.stage.startPigeon("m1", "cmd.run", job.command)
                try await faults.runs(job)
                let begun = ContinuousClock.now
                try await faults.stage.stop("master")
                #expect(ContinuousClock.now - begun < .seconds(20))
                let told = try await caller.answer(within: .seconds(10))
                #expect(told.code == 1 && told.err.contains("the master stops and waits no longer"), "\(told)")
                try await faults.finish(job)
                try await faults.stage.startMaster()
                try await faults.settle()
                #expect(try faults.marks(of: job) == ["run", "end"])
            }
        }

        @Test func `a host that comes under the id of a deleted key gets none of the jobs of the one before`()
            async throws
        {
            try await FaultStage.with { faults in
                let stage = faults.stage
                let job = try await faults.giveRunning()
                try await faults.kill(FaultStage.minion)
                rename(stage.path("m1/home"), stage.path("m1/gone"))
                let deleted = try await stage.pigeon("key", "delete", "-y", "m1")
                #expect(deleted.code == 0, "\(deleted)")
                try stage.startMinion(FaultStage.minion)
                try await stage.isBack(FaultStage.minion)
                let shown = try await stage.job(job.jid)
                #expect(shown["Outcomes"]?["m1"] == "timed out", "\(shown)")
                #expect(try faults.marks(of: job) == ["run"])
            }
        }
    }
}
