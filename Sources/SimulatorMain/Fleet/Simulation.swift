import Agent
import Execution
import Host
import Model
import Synchronization
import Values

/// A fleet from its keys to its last job.
struct Simulation: Sendable {
    let count: Int
    let prefix: String
    let concurrency: Int
    let master: MasterEndpoint
    let answers: SimulatedAnswers
    let report: Report
    /// After how many finished jobs it ends; nil: never.
    let jobs: Int?

    /// - Throws: when a minion is refused.
    func run() async throws {
        let board = Scoreboard()
        let minions = try await minions(board)
        let gate = Turnstile(width: concurrency)
        let began = ContinuousClock.now
        let credentials = try await enrol(minions, through: gate)
        report.say(.enrolled(count, began.duration(to: .now)))
        try await withThrowingTaskGroup(of: Void.self) { group in
            let start = ContinuousClock.now
            for (minion, credentials) in zip(minions, credentials) {
                group.addTask { await minion.run(with: credentials, through: gate) }
            }
            try await watch(board, since: start)
            group.cancelAll()
        }
    }

    private func minions(_ board: Scoreboard) async throws -> [SimulatedMinion] {
        let grains = try await Grains().collect(id: nil)
        let width = "\(count)".count
        return try (1...count).map { number in
            let text = "\(number)"
            let id = try MinionID(prefix + String(repeating: "0", count: width - text.count) + text)
            var own = grains
            for name in ["id", "host", "nodename", "localhost"] { own[name] = .string(id.text) }
            return SimulatedMinion(
                id: id, key: try IdentityKey(), master: master, answers: answers, grains: own, board: board)
        }
    }

    private func enrol(_ minions: [SimulatedMinion], through gate: Turnstile) async throws -> [Credentials] {
        let first = try await enrolled(minions[0], trusting: nil)
        return try await withThrowingTaskGroup(of: (Int, Credentials).self) { group in
            for (index, minion) in minions.enumerated().dropFirst() {
                group.addTask {
                    try await gate.pass { (index, try await enrolled(minion, trusting: first.authority)) }
                }
            }
            var all = [Credentials](repeating: first, count: minions.count)
            for try await (index, credentials) in group { all[index] = credentials }
            return all
        }
    }

    /// Asks until the key is accepted, and again when the master has too much to do.
    private func enrolled(_ minion: SimulatedMinion, trusting authority: String?) async throws -> Credentials {
        var backoff = Backoff(first: .seconds(1), limit: .seconds(10))
        while true {
            do {
                if let credentials = try await minion.enrol(trusting: authority) { return credentials }
            } catch let refusal as MasterRefusal where refusal.status == 429 {
                minion.board.failed(refusal)
            } catch is ConnectionLost {
                minion.board.failed(ConnectionLost())
            }
            try await Task.sleep(for: backoff.next())
        }
    }

    /// Reports what happens until enough jobs are over.
    private func watch(_ board: Scoreboard, since start: ContinuousClock.Instant) async throws {
        var isComplete = false
        var finished = 0
        while true {
            try await Task.sleep(for: .milliseconds(50))
            let tally = board.tally
            if tally.connected == count, !isComplete {
                isComplete = true
                report.say(.connected(tally, start.duration(to: .now)))
            } else if tally.connected < count, isComplete {
                isComplete = false
                report.say(.lost(tally, of: count))
            }
            for job in board.takeFinished(of: count) {
                report.say(.job(job, of: count))
                finished += 1
            }
            if let jobs, finished >= jobs { return }
        }
    }
}
