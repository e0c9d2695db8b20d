import Execution
package import Logging
package import Model
import ServiceLifecycle
import Synchronization
package import Values

/// Runs what the master's own `schedule` names: functions of the master, at their times.
package struct MasterSchedule: Service, CustomStringConvertible {
    /// The user of everything that it runs.
    package static let user = "schedule"

    private let schedule: ValueMap
    private let runners: RunnerService
    private let zone: TimeZoneRules
    private let clock: WallClock
    private let logger: Logger

    /// - Parameters:
    ///   - schedule: jobs by name, as they are written.
    ///   - gateway: has the functions of the master.
    package init(_ schedule: ValueMap, gateway: RestGateway, zone: TimeZoneRules, clock: WallClock, logger: Logger) {
        self.init(schedule, runners: gateway.runners, zone: zone, clock: clock, logger: logger)
    }

    init(_ schedule: ValueMap, runners: RunnerService, zone: TimeZoneRules, clock: WallClock, logger: Logger) {
        self.schedule = schedule
        self.runners = runners
        self.zone = zone
        self.clock = clock
        self.logger = logger
    }

    package var description: String { "schedule" }

    package func run() async throws {
        if !schedule.isEmpty { await cancelWhenGracefulShutdown { await follow() } }
        // A service that ends early would end the others.
        try await gracefulShutdown()
    }

    private func follow() async {
        var table = ScheduleTable(zone: zone)
        for problem in table.follow(schedule, whens: [:], now: clock.now) {
            logger.error("a job of the schedule can't be run: \(problem)")
        }
        let underWay = UnderWay()
        await withDiscardingTaskGroup { group in
            while !Task.isCancelled {
                for turn in table.turns(at: clock.now) {
                    guard let call = call(of: turn, table) else { continue }
                    guard underWay.enter(turn.entry.name, most: turn.entry.maximumRunning) else {
                        logger.info(
                            "a job is left out", metadata: ["name": "\(turn.entry.name)", "reason": "maxrunning"])
                        continue
                    }
                    group.addTask {
                        await carryOut(call, named: turn.entry.name)
                        underWay.leave(turn.entry.name)
                    }
                }
                let pause = table.pause(at: clock.now) ?? ScheduleTable.longestPause
                do { try await Task.sleep(for: pause) } catch { return }
            }
        }
    }

    /// What is to be run, if anything.
    private func call(of turn: ScheduleTable.Turn, _ table: ScheduleTable) -> FunctionCall? {
        switch turn.turn {
        case .run where turn.entry.isDryRun:
            logger.info("a job with dry_run would run", metadata: ["name": "\(turn.entry.name)"])
            return nil
        case .run: return turn.entry.call
        case .skip(let reason):
            logger.debug("a job is left out", metadata: ["name": "\(turn.entry.name)", "reason": "\(reason)"])
            return table.substitute(for: turn)
        }
    }

    private func carryOut(_ call: FunctionCall, named name: String) async {
        do {
            let result = try await runners.run(call, as: Self.user) { _ in }
            if result.retcode == 0 { return }
            logger.error(
                "a job of the schedule failed",
                metadata: ["name": "\(name)", "fun": "\(call.function)", "retcode": "\(result.retcode)"])
        } catch {
            logger.error(
                "a job of the schedule failed",
                metadata: ["name": "\(name)", "fun": "\(call.function)", "error": "\(error)"])
        }
    }
}

/// How many runs of each job are under way.
private final class UnderWay: Sendable {
    private let counts = Mutex<[String: Int]>([:])

    /// - Parameter most: nil: any number.
    /// - Returns: whether one more may be.
    func enter(_ name: String, most: Int?) -> Bool {
        counts.withLock { counts in
            guard counts[name, default: 0] < most ?? Int.max else { return false }
            counts[name, default: 0] += 1
            return true
        }
    }

    func leave(_ name: String) { counts.withLock { $0[name, default: 1] -= 1 } }
}
