import Testing
import Values

extension FaultTests {
    /// A store that another process holds when an orchestration ends.
    @Suite struct LockedStoreTests {
        @Test func `an orchestration that ended while the store was held is answered when it is let go`() async throws {
            try await FaultStage.with { faults in
                let stage = faults.stage
                let job = try faults.newJob()
                try TextFile.write(
                    "work:\n  cmd.run: [{name: '\(job.command)'}]\n", to: stage.path("states/late.sls"))
                let caller = try stage.startPigeon("run", "state.orchestrate", "late")
                try await faults.runs(job)
                let lock = try await StoreLock.take(stage.path("master/pigeon.db"), on: stage)
                try await faults.finish(job)
                let told = try await caller.answer(within: .seconds(60))
                #expect(told.code == 1, "\(told)")
                #expect(
                    told.err.contains(
                        "the orchestration succeeded, but its end can't be recorded yet: the master can't store it: "
                            + "another process has locked its store"), "\(told)")
                let jid = try #require(told.err.firstMatch(of: /jobs show (\d+)/)?.output.1)
                #expect(try await result(of: jid, on: stage) == nil)
                try await lock.release()
                try await stage.eventually("the end is in the ledger") { try await result(of: jid, on: stage) == true }
            }
        }

        /// Whether the orchestration is a success in the ledger; nil when it has no end there.
        private func result(of jid: Substring, on stage: MinionsStage) async throws -> Bool? {
            let shown = try await stage.pigeon("--out", "json", "jobs", "show", String(jid))
            guard let answers = try JSON.read(shown.out)["Result"]?.map else { throw StageFailure("\(shown)") }
            return answers.values.first?["success"]?.bool
        }
    }
}
