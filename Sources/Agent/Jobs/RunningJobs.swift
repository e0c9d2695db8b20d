import Model
import Synchronization

/// The jobs that run at this moment, and the means to end each.
package final class RunningJobs: Sendable {
    /// Why a job is ended before it is done.
    package enum End: Sendable, Hashable {
        case killed
        case minionStops

        var sentence: String {
            switch self {
            case .killed: "the job was killed on request"
            case .minionStops: "the minion was stopped while this job was running"
            }
        }

        /// The same of a state run, before the words that say where it was.
        var reason: String {
            switch self {
            case .killed: "killed by jobs kill"
            case .minionStops: "ended by a stop of the minion"
            }
        }
    }

    private struct Entry {
        var end: AsyncStream<End>.Continuation
        var schedule: String?
    }

    private let entries = Mutex<[JobID: Entry]>([:])

    /// Registers a job; what comes out of the stream ends it.
    ///
    /// - Parameter schedule: of a job of the minion's own, what its schedule calls it.
    func add(_ jid: JobID, schedule: String? = nil) -> AsyncStream<End> {
        let (stream, continuation) = AsyncStream.makeStream(of: End.self)
        entries.withLock { $0[jid] = Entry(end: continuation, schedule: schedule) }
        return stream
    }

    func remove(_ jid: JobID) { entries.withLock { $0.removeValue(forKey: jid) }?.end.finish() }

    /// How many runs of a job of the schedule are under way.
    func count(ofSchedule name: String) -> Int {
        entries.withLock { entries in entries.values.count { $0.schedule == name } }
    }

    /// - Returns: false when no such job runs.
    func end(_ jid: JobID, _ reason: End) -> Bool {
        guard let entry = entries.withLock({ $0[jid] }) else { return false }
        entry.end.yield(reason)
        return true
    }

    func endAll(_ reason: End) {
        for entry in entries.withLock({ Array($0.values) }) { entry.end.yield(reason) }
    }

    var ids: [JobID] { entries.withLock { $0.keys.sorted() } }
}
