package import Model
import Values

extension StackService {
    /// What an action goes by.
    private struct Description {
        let definition: StackDefinition
        /// Why it is not what the pillar says now.
        var note: String?
    }

    /// What an action would do.
    ///
    /// - Parameters:
    ///   - version: nil for the version that the pillar names (`release` and `activate` only).
    ///   - isEnding: the action was begun earlier and is only to be ended, with what the pillar said then if need be.
    /// - Throws: `Refusal` when the lifecycle's rules or the targets stand in the way, `Diagnostics` for a wrong
    ///   pillar.
    package func plan(
        _ action: StackAction, app: String, version: String?, replacing: Bool, isEnding: Bool = false
    ) async throws -> StackPlan {
        let isNew = action == .release && !isEnding
        let stacks = try await store.stacks(of: app)
        let leftovers = try await store.leftovers(of: app)
        let description = try await description(of: app, isNew: isNew, version, known: stacks + leftovers.map(\.stack))
        var move = try Lifecycle(app: app, stacks: stacks, leftovers: leftovers).move(
            action, version: try wanted(version, for: action, description), replacing: replacing, at: clock.now)
        let definition = description.definition
        let placement = try await placement(of: move, definition, isNew: isNew)
        if isNew { move = move.recording(definition.source, on: placement.everywhere) }
        let recorded = RecordedDefinitions(of: move.before + [move.stack])
        let plan = StackPlan(
            definition: definition, recorded: recorded, move: move, placement: placement,
            loadBalancers: try await minions(definition.loadbal.target, for: "stacks:\(app):loadbal"),
            notes: [description.note].compactMap(\.self) + recorded.notes + placement.notes)
        try await refuse(away: plan.needed)
        if isNew { try await checks.run(on: plan) }
        return plan
    }

    /// The pillar's definition. Where the pillar can't be used, what it said when a stack was released serves for every
    /// action but a release: a rollback must not wait until a pillar is mended.
    private func description(
        of app: String, isNew: Bool, _ version: String?, known: [Stack]
    ) async throws -> Description {
        do {
            return Description(definition: try await definition(of: app))
        } catch let problem where problem is Refusal || problem is Diagnostics {
            let meant = known.first { $0.version == version } ?? known.first { $0.state == .inactive } ?? known.first
            guard !isNew, let stack = meant, !stack.definition.isNull else { throw problem }
            let reason = "\(problem)".split(separator: "\n").first.map(String.init) ?? ""
            return Description(
                definition: try StackDefinition(app: app, pillar: stack.definition),
                note: "the pillar can't be used (\(reason)); this goes by what it said when \(stack.label) was released"
            )
        }
    }

    /// The version that is meant; nil where the lifecycle knows it, or refuses to guess.
    private func wanted(_ version: String?, for action: StackAction, _ description: Description) throws -> String? {
        let definition = description.definition
        if let version {
            guard NameRule.accepts(version) else {
                throw Refusal(
                    .badRequest, "'\(version)' can't be a version of \(definition.app)", hint: NameRule.sentence)
            }
            return version
        }
        guard action == .release || action == .activate else { return nil }
        if let note = description.note {
            throw Refusal(
                .badRequest, "\(action.rawValue) of \(definition.app) needs a version: \(note)",
                hint: "pigeon stack \(action.rawValue) \(definition.app) --version V")
        }
        guard let standard = definition.defaultVersion else { return nil }
        return try wanted(standard, for: action, description)
    }

    /// Where the containers of the stacks of a move are, and are to be.
    private func placement(
        of move: StackMove, _ definition: StackDefinition, isNew: Bool
    ) async throws -> StackPlacement {
        let stacks = move.before + [move.stack] + move.removed
        let recorded = Set(stacks.flatMap(\.minions))
        let list = Target(recorded.map(\.text).sorted().joined(separator: ","), type: .list)
        let accepted = recorded.isEmpty ? [] : Set(try await fleet.minions(matching: list))
        // A stack of an older master has no record of them.
        let isComplete = !isNew && stacks.allSatisfy { !$0.minions.isEmpty }
        let target =
            isComplete
            ? [] : try await minions(definition.config.target, for: "stacks:\(definition.app):config", isStrict: isNew)
        return StackPlacement(stacks: stacks, moved: move.stack, accepted: accepted, target: target, isNew: isNew)
    }

    /// The minions of a target, refusing one that means nobody or, when it is strict, someone who is away.
    private func minions(_ target: Target, for place: String, isStrict: Bool = true) async throws -> [MinionID] {
        let minions: [MinionID]
        do { minions = try await fleet.minions(matching: target) } catch let problem as Diagnostic {
            let reason = "\(place):target '\(target.expression)' (\(target.type.rawValue)): \(problem.message)"
            throw Diagnostics([Diagnostic(reason, hint: problem.hint)])
        }
        guard !minions.isEmpty else {
            throw Refusal(
                .notFound, "no minion matches \(place):target '\(target.expression)' (\(target.type.rawValue))",
                hint: "`pigeon key list` shows the accepted minions")
        }
        let away = isStrict ? try await away(minions) : []
        guard away.isEmpty else {
            throw Refusal(
                .notFound,
                "not connected: \(away.map(\.text).joined(separator: ", ")) (\(place):target '\(target.expression)')",
                hint: "start pigeon-minion there, or delete the key of a minion that is gone for good")
        }
        return minions
    }

    private func refuse(away needed: [(stack: Stack, minions: [MinionID])]) async throws {
        for (stack, minions) in needed {
            let away = try await away(minions).map(\.text).joined(separator: ", ")
            guard away.isEmpty else {
                throw Refusal(
                    .notFound, "not connected: \(away), with containers of \(stack.label)",
                    hint: "start pigeon-minion there, or `pigeon key delete \(away)` if it is gone for good")
            }
        }
    }

    private func away(_ minions: [MinionID]) async throws -> [MinionID] {
        let connected = await fleet.connected()
        return minions.filter { !connected.contains($0) }
    }
}
