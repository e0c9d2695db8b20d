import Model
import Values

/// The action that an orchestration has begun: its plan, fixed for all of its steps, and its entry in the journal.
package struct BegunMove: Sendable {
    let plan: StackPlan
    /// Nil in a test run, which begins nothing.
    var transition: StackTransition?
    /// Whether taking down what the action removes has begun.
    var hasRemoved = false
    /// Whether the containers that its definition does not name are gone.
    var isTrimmed = false
    /// Whether it was left open by a master that stopped: it stays open until its routes are what they should be.
    var isRecovery = false
    /// The versions of which nothing is left, and those that are kept on request.
    var gone: Set<String> = []
    var kept: Set<String> = []
    /// What the journal is to say of a stack that should have been removed and is still there.
    var remark: String?
    /// Whether its outcome is known: nothing is left to undo.
    var isClosed = false
    /// How it failed; written into the journal with the cause when the orchestration is over.
    var failure: Failure?

    struct Failure: Sendable {
        /// What the stacks are now.
        var stacks: [Stack]
        /// What could not be undone.
        var problems: [String]
        /// Whether every load balancer routes as these stacks want it.
        var isRouted: Bool
    }

    /// The stacks when the action has failed.
    var afterFailure: [Stack] { plan.move.afterFailure(hasRemoved: hasRemoved) }

    /// The stacks when the action has succeeded.
    var afterSuccess: [Stack] {
        guard isTrimmed else { return plan.move.after }
        let version = plan.move.stack.version
        return plan.move.after.map { $0.version == version ? $0.placed(on: plan.appMinions) : $0 }
    }

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
