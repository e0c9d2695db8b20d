import Model
import Values

/// The action that an orchestration has begun: its plan, fixed for all of its steps, and its entry in the journal.
package struct BegunMove: Sendable {
    let plan: StackPlan
    /// Nil in a test run, which begins nothing.
    var transition: StackTransition?
    /// Whether taking down what the action removes has begun.
    var hasRemoved = false
    /// The versions of which nothing is left, and those that are kept on request.
    var gone: Set<String> = []
    var kept: Set<String> = []
    /// What the journal is to say of a stack that should have been removed and is still there.
    var remark: String?
    /// Whether its outcome is known: nothing is left to undo.
    var isClosed = false
    /// What the stacks are now that it has failed, and what could not be undone; written into the journal with the cause
    /// when the orchestration is over.
    var failure: (stacks: [Stack], problems: [String])?

    /// The stacks when the action has failed.
    var afterFailure: [Stack] { plan.move.afterFailure(hasRemoved: hasRemoved) }

    /// What is left of stacks that do not exist.
    ///
    /// - Parameters:
    ///   - earlier: what was left before.
    ///   - stacks: those that exist now.
    func leftovers(after earlier: [StackLeftover], beside stacks: [Stack]) -> [StackLeftover] {
        let move = plan.move
        let made = move.action == .release ? [move.stack] : []
        let candidates = (move.removed + made).map { StackLeftover($0, isKept: kept.contains($0.version)) }
        let known = Set(candidates.map(\.stack.version))
        let existing = Set(stacks.map(\.version))
        return (earlier.filter { !known.contains($0.stack.version) } + candidates).filter {
            !existing.contains($0.stack.version) && !gone.contains($0.stack.version)
        }
    }
}

/// The begun actions by the orchestration that began them.
package actor BegunMoves {
    private var moves: [JobID: BegunMove] = [:]
    private var users: [JobID: String] = [:]

    package init() {}

    /// Who started an orchestration.
    func note(user: String, of jid: JobID) { users[jid] = user }

    func user(of jid: JobID) -> String { users[jid] ?? "root" }

    func begin(_ move: BegunMove, by jid: JobID) { moves[jid] = move }

    func move(of jid: JobID?) -> BegunMove? { jid.flatMap { moves[$0] } }

    func beginRemoval(_ jid: JobID?) { if let jid { moves[jid]?.hasRemoved = true } }

    /// Nothing is left of a version.
    func noteGone(_ version: String, in jid: JobID?) { if let jid { moves[jid]?.gone.insert(version) } }

    func noteKept(_ version: String, in jid: JobID?) { if let jid { moves[jid]?.kept.insert(version) } }

    func remark(_ text: String, in jid: JobID?) { if let jid { moves[jid]?.remark = text } }

    func close(_ jid: JobID?) { if let jid { moves[jid]?.isClosed = true } }

    func fail(_ jid: JobID?, stacks: [Stack], problems: [String]) {
        guard let jid else { return }
        moves[jid]?.isClosed = true
        moves[jid]?.failure = (stacks, problems)
    }

    /// The orchestration is over.
    ///
    /// - Returns: the action that it began and whose outcome is not in the journal yet.
    func forget(_ jid: JobID) -> BegunMove? {
        users[jid] = nil
        guard let move = moves.removeValue(forKey: jid), !move.isClosed || move.failure != nil else { return nil }
        return move
    }
}
