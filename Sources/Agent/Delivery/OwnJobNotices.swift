import Logging
import Model
import Synchronization
import Values

/// Tells the master of jobs that the minion has begun by itself, so that they can be seen and killed while they run.
///
/// In memory only: of a job that is over its return tells. What could not be told, or was not taken, is told again with the
/// next connection or heartbeat; a minion without such a job is never woken for it.
final class OwnJobNotices: Sendable {
    private struct Notice {
        let order: JobOrder
        /// Whether the master of this connection is still to be told.
        var isDue = true
        /// Whether any master may have the job in its ledger.
        var isSent = false
    }

    private struct State {
        var notices: [JobID: Notice] = [:]
        /// How many connections there were: what is said on one settles nothing for the next.
        var connection = 0
    }

    private static let patience = Duration.seconds(10)

    private let link: MasterLink
    private let logger: Logger
    private let state = Mutex(State())

    init(link: MasterLink, logger: Logger) {
        self.link = link
        self.logger = logger
    }

    /// A job begins; it is told of with the next `tell`, unless its return stays here.
    func begin(_ order: JobOrder) {
        guard order.returnsToMaster else { return }
        state.withLock { $0.notices[order.id] = Notice(order: order) }
    }

    /// A job is over.
    ///
    /// - Returns: whether a master may count it as under way, and has to be told of its end.
    func end(_ jid: JobID) -> Bool { state.withLock { $0.notices.removeValue(forKey: jid)?.isSent ?? false } }

    /// There is a new connection: its master may be another one, or have lost what it was told.
    func connected() {
        state.withLock { state in
            state.connection += 1
            for jid in state.notices.keys { state.notices[jid]?.isDue = true }
        }
    }

    /// Whether a master is still to be told of a job that runs.
    var areDue: Bool { state.withLock { state in state.notices.values.contains { $0.isDue } } }

    /// Tells what is due, as far as the master can take it now.
    func tell() async {
        guard let client = link.client else { return }
        let (due, connection) = state.withLock { state in
            (state.notices.filter { $0.value.isDue }.keys.sorted(), state.connection)
        }
        for jid in due {
            guard let order = send(jid) else { continue }
            do {
                let answer = try await client.json(
                    client.send(client.request("POST", "/v1/jobs", body: order.value, timeout: Self.patience)))
                if answer["taken"]?.bool ?? true { settle(jid, on: connection) }
            } catch {
                // A master that knows of no such thing is told by the return, as is one that has another job of this id.
                logger.debug("a job of the minion's own is not told of: \(error)", metadata: ["jid": "\(jid)"])
                if error.isTransient { return }
                settle(jid, on: connection)
            }
        }
    }

    /// - Returns: what is to be told; nil when the job is over.
    private func send(_ jid: JobID) -> JobOrder? {
        state.withLock { state in
            state.notices[jid]?.isSent = true
            return state.notices[jid]?.order
        }
    }

    private func settle(_ jid: JobID, on connection: Int) {
        state.withLock { state in
            if state.connection == connection { state.notices[jid]?.isDue = false }
        }
    }
}
