import Execution
import Model
import Synchronization
import Testing
import Values

@testable import ControlPlane

struct MasterScheduleTests {
    private final class Log: Sendable {
        private let lines = Mutex<[String]>([])
        var all: [String] { lines.withLock { $0 } }
        func note(_ line: String) { lines.withLock { $0.append(line) } }
    }

    private let master: TestMaster
    private let log = Log()

    init() async throws { master = try await TestMaster([:]) }

    private func living(_ schedule: ValueMap, _ body: () async throws -> Void) async throws {
        let runners = try master.runners([
            .init(name: "test.note", summary: "", parameters: [.required("text")]) { [log] arguments, call in
                log.note("\(call.user) \(try arguments.text("text"))")
                return FunctionResult(true)
            },
            .init(name: "test.hang", summary: "", parameters: []) { [log] _, _ in
                log.note("hangs")
                try await Task.sleep(for: .seconds(600))
                return FunctionResult(true)
            },
            .init(name: "test.fail", summary: "", parameters: []) { _, _ in throw Diagnostic("it broke") },
        ])
        let start = ContinuousClock.now
        let clock = WallClock {
            1_000_000_000_000_000 + Int64(start.duration(to: .now) / .microseconds(1))
        }
        let service = MasterSchedule(
            schedule, runners: runners, zone: .utc, clock: clock, logger: master.jobs.logger)
        let life = Task { try await service.run() }
        defer { life.cancel() }
        try await body()
    }

    @Test func `functions of the master run at their times, by the user schedule`() async throws {
        let note: Value = ["function": "test.note", "seconds": 1, "kwargs": ["text": "now"]]
        let never: Value = ["function": "test.note", "hours": 1, "args": ["never"], "run_on_start": false]
        let fails: Value = ["function": "test.fail", "seconds": 1]
        let gone: Value = ["function": "test.gone", "seconds": 1]
        try await living(["fails": fails, "gone": gone, "note": note, "never": never]) {
            #expect(await eventually { log.all.count >= 2 })
        }
        #expect(log.all.allSatisfy { $0 == "schedule now" })
    }

    @Test func `a job that is under way is not started again`() async throws {
        let hang: Value = ["function": "test.hang", "seconds": 1]
        let note: Value = ["function": "test.note", "seconds": 1, "args": ["tick"]]
        try await living(["hang": hang, "note": note]) {
            #expect(await eventually { log.all.count(where: { $0 == "schedule tick" }) >= 3 })
        }
        #expect(log.all.count(where: { $0 == "hangs" }) == 1)
    }
}
