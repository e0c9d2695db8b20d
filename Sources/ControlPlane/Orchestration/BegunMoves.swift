import Model
import Values

/// What is known of the orchestrations under way, and the actions that they began.
package actor BegunMoves {
    private var moves: [JobID: BegunMove] = [:]
    private var users: [JobID: String] = [:]
    private var killed: Set<JobID> = []

    package init() {}

    /// Who started an orchestration.
    func note(user: String, of jid: JobID) { users[jid] = user }

    func user(of jid: JobID) -> String { users[jid] ?? "root" }

    /// An orchestration is to end before its next state, and the batch of the one under way before its next turn.
    /// One that is over is left alone.
    func kill(_ jid: JobID) { if users[jid] != nil { killed.insert(jid) } }

    func isKilled(_ jid: JobID?) -> Bool { jid.map(killed.contains) ?? false }

    func begin(_ move: BegunMove, by jid: JobID) { moves[jid] = move }

    func move(of jid: JobID?) -> BegunMove? { jid.flatMap { moves[$0] } }

    func beginRemoval(_ jid: JobID?) { if let jid { moves[jid]?.hasRemoved = true } }

    /// Nothing is left of a version.
    func noteGone(_ version: String, in jid: JobID?) { if let jid { moves[jid]?.gone.insert(version) } }

    func noteKept(_ version: String, in jid: JobID?) { if let jid { moves[jid]?.kept.insert(version) } }

    func remark(_ text: String, in jid: JobID?) { if let jid { moves[jid]?.remark = text } }

    func close(_ jid: JobID?) { if let jid { moves[jid]?.isClosed = true } }

    func noteTrimmed(in jid: JobID?) { if let jid { moves[jid]?.isTrimmed = true } }

    func fail(_ jid: JobID?, _ failure: BegunMove.Failure) {
        guard let jid else { return }
        moves[jid]?.isClosed = true
        moves[jid]?.failure = failure
    }

    /// The orchestration is over.
    ///
    /// - Returns: the action that it began and whose outcome is not in the journal yet.
    func forget(_ jid: JobID) -> BegunMove? {
        users[jid] = nil
        killed.remove(jid)
        guard let move = moves.removeValue(forKey: jid), !move.isClosed || move.failure != nil else { return nil }
        return move
    }
}
