import Agent
import Model
import Synchronization

/// What the simulated minions have done together.
final class Scoreboard: Sendable {
    /// One job as the minions saw it.
    struct JobTally: Sendable {
        let id: JobID
        let function: FunctionName
        /// Minions that heard of it.
        var ordered = 0
        /// Milliseconds from the master's sending to its acknowledgement of the return, one for each answer.
        var latencies: [Double] = []
        let first: ContinuousClock.Instant
        var last: ContinuousClock.Instant

        var answered: Int { latencies.count }
        var seconds: Double { first.duration(to: last) / .seconds(1) }

        /// - Parameter share: 0.5 for the median.
        func percentile(_ share: Double) -> Double {
            let sorted = latencies.sorted()
            guard let last = sorted.last else { return 0 }
            return sorted[safe: Int((Double(sorted.count) * share).rounded(.up)) - 1] ?? last
        }
    }

    struct Tally: Sendable {
        var connected = 0
        var disconnections = 0
        var failures = 0
        var lastError: String?
        var jobs: [JobID: JobTally] = [:]
    }

    private let state = Mutex(Tally())

    var tally: Tally { state.withLock { $0 } }

    func connected() { state.withLock { $0.connected += 1 } }

    func disconnected(_ reason: any Error) {
        state.withLock { state in
            state.connected -= 1
            state.disconnections += 1
            state.lastError = "\(reason)"
        }
    }

    /// A connection or an enrolment did not come about; it is tried again.
    func failed(_ error: any Error) {
        state.withLock { state in
            state.failures += 1
            state.lastError = "\(error)"
        }
    }

    func ordered(_ order: JobOrder) {
        let now = ContinuousClock.now
        state.withLock { state in
            let fresh = JobTally(id: order.id, function: order.call.function, first: now, last: now)
            state.jobs[order.id, default: fresh].ordered += 1
        }
    }

    func acknowledged(_ order: JobOrder) {
        let now = ContinuousClock.now
        let latency = order.sent.map { Double(Agent.microseconds() - $0) / 1000 } ?? 0
        state.withLock { state in
            state.jobs[order.id]?.latencies.append(latency)
            state.jobs[order.id]?.last = now
        }
    }

    /// The jobs that are over: all minions that heard of one have answered, and no other will hear of it any more.
    ///
    /// - Parameter minions: how many there are.
    func takeFinished(of minions: Int) -> [JobTally] {
        let now = ContinuousClock.now
        return state.withLock { state in
            let finished = state.jobs.values.filter { job in
                job.answered == job.ordered
                    && (job.ordered >= minions || job.last.duration(to: now) > .seconds(2))
            }
            for job in finished { state.jobs[job.id] = nil }
            return finished.sorted { $0.id < $1.id }
        }
    }
}

extension Array {
    fileprivate subscript(safe index: Int) -> Element? { indices.contains(index) ? self[index] : nil }
}
