package import Execution
import Model
package import Values

/// Answers what an action on an application would do, and keeps its journal.
package struct StackService: Sendable {
    package let store: any StackStore
    package let fleet: any Fleet
    package let clock: WallClock
    let begun = BegunMoves()
    let checks: StackChecks
    /// The master's own pillar, rendered afresh.
    let pillar: @Sendable () async throws -> ValueMap

    /// - Parameters:
    ///   - catalogue: the states that minions have.
    ///   - files: the state trees that minions are served.
    package init(
        store: any StackStore, fleet: any Fleet, clock: WallClock, catalogue: Catalogue, files: any ServedFiles,
        pillar: @escaping @Sendable () async throws -> ValueMap
    ) {
        self.store = store
        self.fleet = fleet
        self.clock = clock
        checks = StackChecks(catalogue: catalogue, files: files)
        self.pillar = pillar
    }

    /// The applications that the pillar describes.
    package func applications() async throws -> [String] { try await entries().keyTexts }

    /// - Throws: `Refusal` for an application that the pillar lacks, `Diagnostics` for one that is wrong.
    package func definition(of app: String) async throws -> StackDefinition {
        let stacks = try await entries()
        guard let entry = stacks[app] else {
            let known = stacks.keyTexts
            let list =
                known.isEmpty
                ? "the pillar 'stacks' is empty for the master" : "known are \(known.joined(separator: ", "))"
            throw Refusal(
                .notFound, "there is no application '\(app)' in the pillar 'stacks'",
                hint: NearestName.hint(for: app, among: known) ?? list)
        }
        return try StackDefinition(app: app, pillar: entry)
    }

    /// The pillar `stacks`.
    private func entries() async throws -> ValueMap {
        let value = try await pillar()["stacks"] ?? .null
        if value.isNull { return [:] }
        guard let map = value.map else {
            throw Diagnostics([
                Diagnostic(
                    "the pillar 'stacks' must be a mapping of applications, not \(value.kindName)",
                    hint: "stacks: {APP: {version: ..., loadbal: ..., config: ..., task_definitions: ...}}")
            ])
        }
        return map
    }

    /// From now on what an action removes counts as going, whatever becomes of the master.
    func beginRemoval(_ jid: JobID?) async throws {
        await begun.beginRemoval(jid)
        // A deactivation only goes forward: what it takes down stays what it was until it is gone.
        guard let begun = await begun.move(of: jid), begun.plan.move.action != .deactivate else { return }
        try await record(begun)
    }

    /// Writes down where an action stands, for a master that starts after a crash in it.
    func record(_ begun: BegunMove) async throws {
        let app = begun.plan.move.stack.app
        let stacks = begun.afterFailure
        let earlier = try await store.leftovers(of: app)
        try await store.record(stacks, leftovers: begun.leftovers(after: earlier, beside: stacks), of: app)
    }

    /// Ends a transition; the stacks become what the move says, or stay as they were.
    func close(
        _ transition: StackTransition, of begun: BegunMove, stacks: [Stack], outcome: StackTransition.Outcome,
        detail: String
    ) async throws {
        let earlier = try await store.leftovers(of: transition.app)
        try await store.finish(
            transition.ended(outcome, detail, at: clock.now), stacks: stacks,
            leftovers: begun.leftovers(after: earlier, beside: stacks))
    }

    /// Ends a transition that has done nothing.
    func abandon(_ transition: StackTransition, stacks: [Stack], because reason: String) async throws {
        try await store.finish(
            transition.ended(.failed, reason, at: clock.now), stacks: stacks,
            leftovers: try await store.leftovers(of: transition.app))
    }
}

extension StackTransition {
    fileprivate func ended(_ outcome: Outcome, _ detail: String, at now: Int64) -> StackTransition {
        var copy = self
        (copy.outcome, copy.detail, copy.ended) = (outcome, detail, now)
        return copy
    }
}
