import Model
import Synchronization
import Values

/// How an orchestration ended, and what of that is not in the store yet.
struct OrchestrationEnd: Sendable {
    let answer: JobReturn
    /// The action that it began and whose outcome is not in the journal.
    var open: BegunMove?
}

/// The ends that the store did not take: its disk was full, or another process had locked it.
final class UnrecordedEnds: Sendable {
    private let ends = Mutex<[JobID: OrchestrationEnd]>([:])

    /// The oldest first.
    var all: [OrchestrationEnd] { ends.withLock { $0.values.sorted { $0.answer.id < $1.answer.id } } }

    /// - Parameter isDue: whether it is to be recorded still.
    /// - Returns: whether it was not known before.
    func note(_ end: OrchestrationEnd, isDue: Bool) -> Bool {
        ends.withLock { ends in
            defer { ends[end.answer.id] = isDue ? end : nil }
            return ends[end.answer.id] == nil
        }
    }
}

/// An orchestration has ended, and the store can't take that: whoever waited can't be told that it is done.
package struct UnrecordedEnd: Error, CustomStringConvertible {
    /// For whoever asked, without what only the master's log may tell.
    package let message: String
    package let hint: String

    init(_ end: OrchestrationEnd, _ problem: any Error) {
        let reason = problem.storeUnavailability ?? "the master's log has the reason"
        let how = end.answer.retcode == 0 ? "succeeded" : "failed"
        message = "the orchestration \(how), but its end can't be recorded yet: \(reason)"
        hint = "the master goes on trying: `pigeon jobs show \(end.answer.id)`"
    }

    package var description: String { "\(message)\n  hint: \(hint)" }
}
