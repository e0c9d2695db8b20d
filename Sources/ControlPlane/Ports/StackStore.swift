package import Model

/// The stacks that exist and the journal of what was done to them. Every method is one transaction.
package protocol StackStore: Sendable {
    /// All stacks of an application, or of all.
    func stacks(of app: String?) async throws -> [Stack]

    /// What is left of stacks that do not exist any more, of an application or of all.
    func leftovers(of app: String?) async throws -> [StackLeftover]

    /// Writes an intent before the act.
    ///
    /// - Parameters:
    ///   - stacks: those of the application that the act was planned with.
    ///   - creating: the stack whose containers the act starts; a leftover from now on, until `finish` says what became of it.
    /// - Returns: the transition with its id.
    /// - Throws: `StackBusy` while another action on the application is open, `StacksChanged` when the stacks are others by now.
    func begin(
        _ intent: StackTransition, expecting stacks: [Stack], creating: Stack?
    ) async throws -> StackTransition

    /// Replaces the stacks of the application and its leftovers, and closes the transition, together.
    func finish(_ transition: StackTransition, stacks: [Stack], leftovers: [StackLeftover]) async throws

    /// Replaces the stacks of the application and its leftovers in the middle of a transition, when a step begins that can't be taken back.
    func record(_ stacks: [Stack], leftovers: [StackLeftover], of app: String) async throws

    /// Transitions that are still `intended`: what a crash left open.
    func openTransitions() async throws -> [StackTransition]

    /// The newest first; of one application or of all.
    func history(of app: String?, limit: Int) async throws -> [StackTransition]
}

/// Another action on the same application is under way.
package struct StackBusy: Error, Sendable, Hashable {
    package let holder: StackTransition

    package init(holder: StackTransition) { self.holder = holder }
}

/// The stacks of the application are not those that an action was planned with.
package struct StacksChanged: Error, Sendable, Hashable {
    package init() {}
}
