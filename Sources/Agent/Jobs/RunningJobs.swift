import Model
import Synchronization

/// The jobs that run at this moment, and the means to end each.
final class RunningJobs: Sendable {
    /// Why a job is ended before it is done.
    enum End: Sendable {
        case killed
        case minionStops

        var sentence: String {
            switch self {
            case .killed: "the job was killed on request"
            case .minionStops: "the minion was stopped while this job was running"
            }
        }
    }

    private let ends = Mutex<[JobID: AsyncStream<End>.Continuation]>([:])

    /// Registers a job; what comes out of the stream ends it.
    func add(_ jid: JobID) -> AsyncStream<End> {
        let (stream, continuation) = AsyncStream.makeStream(of: End.self)
        ends.withLock { $0[jid] = continuation }
        return stream
    }

    func remove(_ jid: JobID) { ends.withLock { $0.removeValue(forKey: jid) }?.finish() }

    /// - Returns: false when no such job runs.
    func end(_ jid: JobID, _ reason: End) -> Bool {
        guard let continuation = ends.withLock({ $0[jid] }) else { return false }
        continuation.yield(reason)
        return true
    }

    func endAll(_ reason: End) {
        for continuation in ends.withLock({ Array($0.values) }) { continuation.yield(reason) }
    }

    var ids: [JobID] { ends.withLock { $0.keys.sorted() } }
}
