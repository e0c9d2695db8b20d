import Glibc
import Testing
import Values

extension FaultTests {
    /// No byte is left on the disk of one side.
    @Suite(.enabled(if: SmallDisk.isPossible, "mounting a small disk needs root")) struct DiskFullTests {
        @Test func `a minion that can't note a job refuses it`() async throws {
            try await FaultStage.with(disks: true) { faults in
                try SmallDisk.fill(faults.stage.path("m1/home"))
                let job = try await faults.give()
                try await faults.stage.eventually("the job is answered for") { try await faults.answer(to: job) != nil }
                SmallDisk.clear(faults.stage.path("m1/home"))
                try await faults.expectFailure(job, says: "the minion can't note the job in its journal", runs: 0)
                let answer = try await faults.answer(to: job)
                #expect(answer?["return"]?.string?.contains("No space left on device") == true, "\(answer ?? .null)")
            }
        }

        @Test func `a return that the minion's disk can't take goes to the master at once, and stays what it was`()
            async throws
        {
            try await FaultStage.with(disks: true) { faults in
                let job = try await faults.giveRunning()
                try SmallDisk.fill(faults.stage.path("m1/home"))
                try await faults.finish(job)
                try await faults.stage.eventually("the return is in the ledger") {
                    try await faults.answer(to: job) != nil
                }
                SmallDisk.clear(faults.stage.path("m1/home"))
                // Its journal says still that the job runs.
                try await faults.restartMinion()
                try await faults.expectSuccess(job)
            }
        }

        @Test func `a return that neither disk nor cable can take waits in the minion`() async throws {
            try await FaultStage.with(disks: true) { faults in
                let job = try await faults.giveRunning()
                try await faults.cable.cut()
                try SmallDisk.fill(faults.stage.path("m1/home"))
                try await faults.finish(job)
                try await faults.stage.eventually("the minion says so") {
                    try faults.stage.log(of: FaultStage.minion).contains("a return can't be kept on disk")
                }
                try await faults.cable.mend()
                try await faults.stage.eventually("the return is in the ledger") {
                    try await faults.answer(to: job) != nil
                }
                SmallDisk.clear(faults.stage.path("m1/home"))
                try await faults.expectSuccess(job)
            }
        }

        @Test func `a job that is killed while its return waits in the minion keeps its return`() async throws {
            try await FaultStage.with(disks: true) { faults in
                let job = try await faults.giveRunning()
                try await faults.cable.hold(.toMaster)
                try SmallDisk.fill(faults.stage.path("m1/home"))
                try await faults.finish(job)
                try await faults.stage.eventually("the minion says so") {
                    try faults.stage.log(of: FaultStage.minion).contains("a return can't be kept on disk")
                }
                #expect(try await faults.stage.pigeon("jobs", "kill", job.jid).code == 0)
                // On the same line behind it.
                let last = try await faults.give()
                try await faults.stage.eventually("the next order has come") { try self.isRefused(last, faults) }
                #expect(try !isRefused(job, faults))
                try await faults.cable.release()
                try await faults.stage.eventually("the return is in the ledger") {
                    try await faults.answer(to: job) != nil
                }
                SmallDisk.clear(faults.stage.path("m1/home"))
                try await faults.expectSuccess(job)
            }
        }

        private func isRefused(_ job: MarkedJob, _ faults: FaultStage) throws -> Bool {
            try faults.stage.log(of: FaultStage.minion).split(separator: "\n")
                .contains { $0.contains("can't be noted in the journal") && $0.contains(job.jid) }
        }

        @Test func `a minion that dies on a full disk answers for its jobs when there is room again`() async throws {
            try await FaultStage.with(disks: true) { faults in
                let job = try await faults.giveRunning()
                try SmallDisk.fill(faults.stage.path("m1/home"))
                try await faults.restartMinion()
                try await faults.stage.eventually("the minion says why it does not start") {
                    try faults.stage.log(of: FaultStage.minion).contains("No space left on device")
                }
                SmallDisk.clear(faults.stage.path("m1/home"))
                try await faults.restartMinion()
                try await faults.expectFailure(
                    job, says: "the minion stopped while this job was running", runs: 1)
            }
        }

        @Test func `a master that can't store a job refuses it, and a return waits for the room`() async throws {
            try await FaultStage.with(disks: true) { faults in
                let running = try await faults.giveRunning()
                try SmallDisk.fill(faults.stage.path("master"))
                let refused = try faults.newJob()
                let told = try await faults.stage.pigeon("--async", "m1", "cmd.run", refused.command)
                #expect(told.code != 0 && told.err.contains("no space is left on its disk"), "\(told.err)")
                try await faults.finish(running)
                try await faults.isSpooled(running)
                #expect(try await faults.answer(to: running) == nil)
                SmallDisk.clear(faults.stage.path("master"))
                try await faults.expectSuccess(running)
                #expect(try faults.marks(of: refused).isEmpty)
            }
        }

        @Test func `a master that dies on a full disk has lost nothing when there is room again`() async throws {
            try await FaultStage.with(disks: true) { faults in
                let running = try await faults.giveRunning()
                try SmallDisk.fill(faults.stage.path("master"))
                try await faults.finish(running)
                try await faults.isSpooled(running)
                try await faults.kill("master")
                SmallDisk.clear(faults.stage.path("master"))
                try await faults.stage.startMaster()
                try await faults.expectSuccess(running)
            }
        }
    }
}
