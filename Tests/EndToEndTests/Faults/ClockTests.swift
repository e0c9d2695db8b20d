import Glibc
import Testing
import Values

extension FaultTests {
    /// The time of day of one side jumps.
    @Suite struct ClockTests {
        @Test func `a minion's clock that jumps expires no job and repeats none`() async throws {
            let clock = try await FakeClock()
            defer { clock.remove() }
            try await FaultStage.with(minion: clock.environment) { faults in
                let running = try await faults.giveRunning()
                for hours in [2, -2, 72, 0] {
                    try clock.set(hours: hours)
                    let told = try await faults.stage.pigeon("-t", "5", "m1", "cmd.run", "date +%s")
                    #expect(told.code == 0, "\(hours) h: \(told)")
                }
                try await faults.finish(running)
                try await faults.expectSuccess(running)
            }
        }

        @Test func `a minion whose clock is days ahead does not forget what it has done and not yet told`()
            async throws
        {
            let clock = try await FakeClock()
            defer { clock.remove() }
            try await FaultStage.with { faults in
                let job = try await faults.giveSpooled()
                try await faults.kill(FaultStage.minion)
                try clock.set(hours: 72)
                try faults.stage.startMinion(FaultStage.minion, environment: clock.environment)
                try await faults.stage.eventually("the minion has cleared up its journal") {
                    try faults.stage.log(of: FaultStage.minion).contains("can't be reached")
                }
                try await faults.cable.mend()
                // The master gives the job again: it has no return yet.
                try await faults.expectSuccess(job)
            }
        }

        @Test func `a master's clock that jumps expires no job, repeats none and gives no id twice`() async throws {
            let clock = try await FakeClock()
            defer { clock.remove() }
            try await FaultStage.with(master: clock.environment) { faults in
                var jobs = [try await faults.giveRunning()]
                for hours in [1, -1, 0] {
                    try clock.set(hours: hours)
                    let told = try await faults.stage.pigeon("-t", "5", "m1", "test.ping")
                    #expect(told.code == 0, "\(hours) h: \(told)")
                    jobs.append(try await faults.giveRunning())
                }
                #expect(jobs.map(\.jid) == Set(jobs.map(\.jid)).sorted(), "each is later than the one before")
                for job in jobs {
                    try await faults.finish(job)
                    try await faults.expectSuccess(job)
                }
            }
        }

        @Test func `a master that comes back with its clock days ahead still takes what its jobs return`() async throws
        {
            let clock = try await FakeClock()
            defer { clock.remove() }
            try await FaultStage.with { faults in
                let job = try await faults.giveRunning()
                try await faults.kill("master")
                try clock.set(hours: 72)
                try await faults.stage.startMaster(environment: clock.environment)
                try await faults.settle()
                try await faults.finish(job)
                try await faults.expectSuccess(job)
            }
        }

        @Test func `a master that comes back with its clock an hour behind still has its jobs`() async throws {
            let clock = try await FakeClock()
            defer { clock.remove() }
            try await FaultStage.with { faults in
                let running = try await faults.giveRunning()
                try await faults.cable.cut()
                let missed = try await faults.give()
                try await faults.kill("master")
                try clock.set(hours: -1)
                try await faults.stage.startMaster(environment: clock.environment)
                try await faults.cable.mend()
                try await faults.runs(missed)
                for job in [running, missed] {
                    try await faults.finish(job)
                    try await faults.expectSuccess(job)
                }
            }
        }
    }
}
