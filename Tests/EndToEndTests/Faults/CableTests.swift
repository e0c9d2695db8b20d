import Glibc
import Testing
import Values

extension FaultTests {
    /// The way between master and minion: cut, or silent. What takes minutes is in `make soak`.
    @Suite struct CableTests {
        @Test func `a cable that is cut for seconds costs no job, and whoever waits goes on waiting`() async throws {
            try await FaultStage.with { faults in
                let waited = try faults.newJob()
                let caller = try faults.stage.startPigeon("-t", "60", "m1", "cmd.run", waited.command)
                try await faults.runs(waited)
                let running = try await faults.giveRunning()
                try await faults.cable.cut()
                let missed = try await faults.give()
                unlink(missed.hold)
                try await faults.finish(waited)
                try await faults.finish(running)
                try await faults.isSpooled(running)
                try await Task.sleep(for: .seconds(3))
                #expect(try faults.marks(of: missed).isEmpty)
                try await faults.cable.mend()
                let told = try await caller.answer(within: .seconds(60))
                #expect(told.code == 0 && told.out.contains("done"), "\(told)")
                #expect(try faults.marks(of: waited) == ["run", "end"])
                try await faults.expectSuccess(running)
                try await faults.expectSuccess(missed)
            }
        }

        @Test func `what a black hole swallowed for seconds comes out of it, once`() async throws {
            try await FaultStage.with { faults in
                let (running, swallowed) = try await faults.giveIntoBlackHole()
                try await Task.sleep(for: .seconds(3))
                #expect(try await faults.answer(to: running) == nil)
                try await faults.cable.release()
                try await faults.expectSuccess(running)
                try await faults.completes(swallowed)
            }
        }

        @Test func `what a black hole kept is given again on the next connection`() async throws {
            try await FaultStage.with { faults in
                let (running, swallowed) = try await faults.giveIntoBlackHole()
                try await faults.cable.drop()
                try await faults.cable.release()
                try await faults.expectSuccess(running)
                try await faults.completes(swallowed)
            }
        }

        @Test func `a minion that is not there when a caller's patience ends does not do the job behind their back`()
            async throws
        {
            try await FaultStage.with { faults in
                try await faults.cable.cut()
                let job = try faults.newJob()
                let told = try await faults.stage.pigeon("-t", "1", "m1", "cmd.run", job.command)
                #expect(told.code == 1, "\(told)")
                try await faults.cable.mend()
                try await faults.settle()
                #expect(try faults.marks(of: job).isEmpty)
            }
        }
    }
}
