import Glibc
import Synchronization
import Testing
import Values

/// A master, a minion `m1` and the cable between them, for what can break between an order and its return.
///
/// Each job writes `run` into a file of its own when it begins and `end` when it is over, so how often it ran is known
/// from outside of the programs that are tested.
final class FaultStage: Sendable {
    static let minion = "m1"
    /// What every order and every return has at least, in bytes, so that it is told from all else in the cable.
    private static let weight = 4000

    let stage: MinionsStage
    let cable: Cable
    private let count = Atomic(0)

    private init(_ stage: MinionsStage) throws {
        self.stage = stage
        cable = try Cable(to: stage.port)
    }

    /// Starts master and minion, waits until they know each other, and ends everything afterwards.
    ///
    /// - Parameters:
    ///   - disks: the directories of both are small disks of their own.
    ///   - master: variables for the master's environment.
    ///   - minion: for the minion's.
    static func with(
        disks: Bool = false, master: [String: String] = [:], minion: [String: String] = [:],
        _ body: (FaultStage) async throws -> Void
    ) async throws {
        try await MinionsStage.made { stage in
            let faults = try FaultStage(stage)
            defer { faults.cable.end() }
            try faults.configure()
            let mounted = disks ? ["master", "m1/home"] : []
            for name in mounted { try await SmallDisk.mount(stage.path(name), on: stage) }
            do {
                try await stage.startMaster(environment: master)
                try stage.startMinion(Self.minion, environment: minion)
                try await stage.isBack(Self.minion)
                try await body(faults)
            } catch {
                for name in mounted { try await SmallDisk.remove(stage.path(name), on: stage) }
                throw error
            }
            for name in mounted { try await SmallDisk.remove(stage.path(name), on: stage) }
        }
    }

    private func configure() throws {
        for name in ["etc", "m1", "states", "pillar", "said"] { mkdir(stage.path(name), 0o755) }
        try TextFile.write(
            """
            root_dir: \(stage.path("master"))
            interface: 127.0.0.1
            minion_port: \(stage.port)
            auto_accept: True
            file_roots: {base: [\(stage.path("states"))]}
            pillar_roots: {base: [\(stage.path("pillar"))]}

            """, to: stage.path("etc/master"))
        try TextFile.write(
            """
            id: \(Self.minion)
            root_dir: \(stage.path("m1/home"))
            master: https://127.0.0.1:\(cable.port)
            docker: {url: 'unix://\(stage.path("no-docker.sock"))'}

            """, to: stage.path("m1/minion"))
    }

    // MARK: Jobs

    /// A call that runs until it is let go.
    func newJob() throws -> MarkedJob {
        let name = "job\(count.wrappingAdd(1, ordering: .relaxed).newValue)"
        let job = MarkedJob(
            marks: name, hold: stage.path("\(name)-hold"), file: stage.path(name), weight: Self.weight)
        try TextFile.write("", to: job.hold)
        return job
    }

    /// Gives the minion a job and does not wait for it.
    func give() async throws -> MarkedJob {
        var job = try newJob()
        job.jid = try await stage.async(Self.minion, "cmd.run", job.command)
        return job
    }

    /// Gives the minion a job that is at work when this returns.
    func giveRunning() async throws -> MarkedJob {
        let job = try await give()
        try await runs(job)
        return job
    }

    /// Waits until the job is at work.
    func runs(_ job: MarkedJob) async throws {
        try await stage.eventually("\(job.marks) runs") { try !self.marks(of: job).isEmpty }
    }

    /// Lets the job come to its end, and waits for that.
    func finish(_ job: MarkedJob) async throws {
        unlink(job.hold)
        try await stage.eventually("\(job.marks) ends") { try self.marks(of: job).contains("end") }
    }

    func marks(of job: MarkedJob) throws -> [Substring] { try stage.lines(job.marks) }

    // MARK: What is on the disks

    /// What the master's ledger has of the job: `return`, `retcode` and `success`; nil while it has none.
    func answer(to job: MarkedJob) async throws -> Value? {
        let shown = try await stage.pigeon("--out", "json", "jobs", "show", job.jid)
        guard let answers = try? JSON.read(shown.out)["Result"]?.map else { throw StageFailure("\(shown)") }
        return answers[.string(Self.minion)]
    }

    /// The minion's note that it has begun the job.
    func journal(_ job: MarkedJob) -> String { stage.path("m1/home/jobs/\(job.jid)") }

    /// The return that waits for the master on the minion's disk.
    func spool(_ job: MarkedJob) -> String { stage.path("m1/home/spool/\(job.jid).json") }

    func isSpooled(_ job: MarkedJob) async throws {
        try await stage.eventually("the return is in the spool") {
            TextFile.exists(self.spool(job)) && TextFile.exists("\(self.journal(job)).done")
        }
    }

    // MARK: Programs

    func kill(_ name: String) async throws { try await stage.stop(name, SIGKILL) }

    func restartMinion() async throws {
        try await kill(Self.minion)
        try stage.startMinion(Self.minion)
    }

    /// Waits until all that was on its way has come, whatever it was.
    func settle() async throws {
        try await stage.isBack(Self.minion)
        // An order that came again was before this one, and would have left its mark by the end of it.
        let last = try await stage.pigeon(Self.minion, "cmd.run", "sleep 0.2")
        #expect(last.code == 0, "\(last)")
    }

    // MARK: What must be so when all is calm again

    func expectSuccess(_ job: MarkedJob, at location: Testing.SourceLocation = #_sourceLocation) async throws {
        let answer = try await settled(job, location)
        #expect(
            answer["success"] == true && answer["return"]?.string?.hasSuffix("done") == true, "\(answer)",
            sourceLocation: location)
        #expect(try marks(of: job) == ["run", "end"], sourceLocation: location)
    }

    /// Lets a job that is given by now come to its end, which is a success.
    func completes(_ job: MarkedJob, at location: Testing.SourceLocation = #_sourceLocation) async throws {
        try await runs(job)
        try await finish(job)
        try await expectSuccess(job, at: location)
    }

    /// - Parameter runs: how often it has begun; nil where it may or may not have, but not twice.
    func expectFailure(
        _ job: MarkedJob, says sentence: String, runs: Int?, at location: Testing.SourceLocation = #_sourceLocation
    ) async throws {
        let answer = try await settled(job, location)
        #expect(answer["success"] == false && answer["retcode"] != 0, "\(answer)", sourceLocation: location)
        #expect(answer["return"]?.string?.contains(sentence) == true, "\(answer)", sourceLocation: location)
        let begun = try marks(of: job).count { $0 == "run" }
        #expect(runs.map { $0 == begun } ?? (begun <= 1), sourceLocation: location)
    }

    private func settled(_ job: MarkedJob, _ location: Testing.SourceLocation) async throws -> Value {
        try await stage.eventually("\(job.marks) is answered for") { try await self.answer(to: job) != nil }
        try await settle()
        try await stage.eventually("the return has left the spool") { !TextFile.exists(self.spool(job)) }
        return try #require(try await answer(to: job), sourceLocation: location)
    }
}

/// A job that tells of itself in files.
struct MarkedJob: Sendable {
    /// The name of the file that it writes to, on the stage.
    let marks: String
    /// While this file is there, the job goes on.
    let hold: String
    let command: String
    /// Empty before the master has told it.
    var jid = ""

    fileprivate init(marks: String, hold: String, file: String, weight: Int) {
        self.marks = marks
        self.hold = hold
        command =
            "echo run >>\(file); while [ -e \(hold) ]; do sleep 0.05; done; echo end >>\(file); "
            + "echo \(String(repeating: "x", count: weight)); echo done"
    }
}

/// Where a job is when something breaks.
extension FaultStage {
    /// A job is at work when all that goes either way begins to be swallowed; its return waits on the minion's disk, and
    /// another one's order is among what is swallowed.
    func giveIntoBlackHole() async throws -> (running: MarkedJob, swallowed: MarkedJob) {
        let running = try await giveRunning()
        try await cable.hold(.toMaster, .toMinion)
        let swallowed = try await give()
        try await orderWaits()
        try await finish(running)
        try await isSpooled(running)
        return (running, swallowed)
    }

    /// A job is over, the cable is cut, and its return waits on the minion's disk.
    func giveSpooled() async throws -> MarkedJob {
        let job = try await giveRunning()
        try await cable.cut()
        try await finish(job)
        try await isSpooled(job)
        return job
    }

    /// A job is over, and its return lies in the cable.
    func giveReturning() async throws -> MarkedJob {
        let job = try await giveRunning()
        try await cable.hold(.toMaster)
        try await finish(job)
        try await isSpooled(job)
        try await returnWaits()
        return job
    }

    /// A job is over, the master has its return, and the minion does not know that.
    func giveUnacknowledged() async throws -> MarkedJob {
        let job = try await giveRunning()
        try await cable.hold(.toMinion)
        try await finish(job)
        try await stage.eventually("the return is in the ledger") { try await self.answer(to: job) != nil }
        return job
    }
}

extension FaultStage {
    /// Waits until the return of a job that has ended since lies in the cable.
    func returnWaits() async throws {
        try await stage.eventually("the return waits in the cable") { self.cable.waiting(.toMaster) >= Self.weight }
    }

    /// Lets the job come to its end, and waits until its return has come to the master's host.
    func finishReached(_ job: MarkedJob) async throws {
        let before = cable.passed(.toMaster)
        try await finish(job)
        try await stage.eventually("the return has come to the master's host") {
            self.cable.passed(.toMaster) >= before + Self.weight
        }
    }

    /// Waits until an order that was given since lies in the cable.
    func orderWaits() async throws {
        try await stage.eventually("the order waits in the cable") { self.cable.waiting(.toMinion) >= Self.weight }
    }

    /// Gives a job and waits until its order has come to the minion's host, whatever the minion does with it.
    func giveReached() async throws -> MarkedJob {
        let before = cable.passed(.toMinion)
        let job = try await give()
        try await stage.eventually("the order has come to the host") {
            self.cable.passed(.toMinion) >= before + Self.weight
        }
        return job
    }
}
