package import Model
package import Values

/// Answers what an action on an application would do, and keeps its journal.
package struct StackService: Sendable {
    package let store: any StackStore
    package let fleet: any Fleet
    package let clock: WallClock
    let begun = BegunMoves()
    /// The master's own pillar, rendered afresh.
    let pillar: @Sendable () async throws -> ValueMap

    package init(
        store: any StackStore, fleet: any Fleet, clock: WallClock,
        pillar: @escaping @Sendable () async throws -> ValueMap
    ) {
        self.store = store
        self.fleet = fleet
        self.clock = clock
        self.pillar = pillar
    }

    /// The applications that the pillar describes.
    package func applications() async throws -> [String] { try await pillar()["stacks"]?.map?.keyTexts ?? [] }

    /// - Throws: `Refusal` for an application that the pillar lacks, `Diagnostics` for one that is wrong.
    package func definition(of app: String) async throws -> StackDefinition {
        let stacks = try await pillar()["stacks"]?.map ?? [:]
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

    /// What an action would do.
    ///
    /// - Parameter version: nil for the version that the pillar names (`release` and `activate` only).
    /// - Throws: `Refusal` when the lifecycle's rules or the targets stand in the way, `Diagnostics` for a wrong pillar.
    package func plan(
        _ action: StackAction, app: String, version: String?, replacing: Bool
    ) async throws -> StackPlan {
        let definition = try await definition(of: app)
        let hasDefault = action == .release || action == .activate
        let wanted = version ?? (hasDefault ? definition.defaultVersion : nil)
        if let wanted, !NameRule.accepts(wanted) {
            throw Refusal(.badRequest, "'\(wanted)' can't be a version of \(app)", hint: NameRule.sentence)
        }
        let lifecycle = Lifecycle(app: app, stacks: try await store.stacks(of: app))
        let move = try lifecycle.move(action, version: wanted, replacing: replacing, at: clock.now)
        return StackPlan(
            definition: definition, move: move,
            appMinions: try await minions(definition.config.target, for: "stacks:\(app):config"),
            loadBalancers: try await minions(definition.loadbal.target, for: "stacks:\(app):loadbal"))
    }

    /// Ends a transition; the stacks become what the move says, or stay as they were.
    func close(
        _ transition: StackTransition, stacks: [Stack], outcome: StackTransition.Outcome, detail: String
    ) async throws {
        var transition = transition
        transition.outcome = outcome
        transition.detail = detail
        transition.ended = clock.now
        try await store.finish(transition, stacks: stacks)
    }

    /// The minions of a target, refusing one that means nobody or someone who is away.
    private func minions(_ target: Target, for place: String) async throws -> [MinionID] {
        let minions = try await fleet.minions(matching: target)
        guard !minions.isEmpty else {
            throw Refusal(
                .notFound, "no minion matches \(place):target '\(target.expression)' (\(target.type.rawValue))",
                hint: "`pigeon key list` shows the accepted minions")
        }
        let connected = await fleet.connected()
        let away = minions.filter { !connected.contains($0) }
        guard away.isEmpty else {
            throw Refusal(
                .notFound,
                "not connected: \(away.map(\.text).joined(separator: ", ")) (\(place):target '\(target.expression)')",
                hint: "start pigeon-minion there, or delete the key of a minion that is gone for good")
        }
        return minions
    }
}
