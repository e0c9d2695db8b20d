package import Model
import Values

extension StackService {
    /// What an action goes by.
    private struct Description {
        let definition: StackDefinition
        /// Why it is not what the pillar says now.
        var notes: [String] = []
    }

    /// What an action would do.
    ///
    /// - Parameters:
    ///   - version: nil for the version that the pillar names (`release` and `activate` only).
    ///   - isEnding: the action was begun earlier and is only to be ended, with what the pillar said then if need be.
    /// - Throws: `Refusal` when the lifecycle's rules or the targets stand in the way, `Diagnostics` for a wrong pillar.
    package func plan(
        _ action: StackAction, app: String, version: String?, replacing: Bool, isEnding: Bool = false
    ) async throws -> StackPlan {
        let isNew = action == .release && !isEnding
        let stacks = try await store.stacks(of: app)
        let leftovers = try await store.leftovers(of: app)
        let description = try await description(
            of: app, isNew: isNew, version, known: stacks + leftovers.map(\.stack))
        let definition = description.definition
        let hasDefault = action == .release || action == .activate
        let wanted = version ?? (hasDefault ? definition.defaultVersion : nil)
        if let wanted, !NameRule.accepts(wanted) {
            throw Refusal(.badRequest, "'\(wanted)' can't be a version of \(app)", hint: NameRule.sentence)
        }
        var move = try Lifecycle(app: app, stacks: stacks, leftovers: leftovers)
            .move(action, version: wanted, replacing: replacing, at: clock.now)
        let loadBalancers = try await minions(definition.loadbal.target, for: "stacks:\(app):loadbal")
        let recorded = move.before + [move.stack] + move.removed
        var placed = try await placed(recorded)
        var appMinions = placed[move.stack.version] ?? []
        let former = appMinions
        if isNew || placed[move.stack.version] == nil {
            appMinions = try await minions(definition.config.target, for: "stacks:\(app):config")
            placed[move.stack.version] = appMinions
        }
        if isNew { move = move.recording(definition.source, on: appMinions) }
        let lost = Set(([move.stack] + move.removed).flatMap { $0.minions }).subtracting(placed.values.joined())
        let plan = StackPlan(
            definition: definition, move: move, appMinions: appMinions, loadBalancers: loadBalancers, placed: placed,
            former: former, notes: description.notes + Self.notes(of: lost))
        try await refuse(away: plan.needed, hint: "start pigeon-minion there")
        if isNew { try await checks.run(on: plan) }
        return plan
    }

    /// The pillar's definition. Where the pillar can't be used, what it said when a stack was released serves for every action but a release:
    /// a rollback must not wait until a pillar is mended.
    private func description(
        of app: String, isNew: Bool, _ version: String?, known: [Stack]
    ) async throws -> Description {
        do {
            return Description(definition: try await definition(of: app))
        } catch let problem where problem is Refusal || problem is Diagnostics {
            let meant =
                known.first { $0.version == version } ?? known.first { $0.state == .inactive } ?? known.first
            guard !isNew, let stack = meant, !stack.definition.isNull else { throw problem }
            let reason = "\(problem)".split(separator: "\n").first.map(String.init) ?? ""
            return Description(
                definition: try StackDefinition(app: app, pillar: stack.definition),
                notes: [
                    "the pillar can't be used (\(reason)); this goes by what it said when \(stack.label) was released"
                ])
        }
    }

    private static func notes(of lost: Set<MinionID>) -> [String] {
        guard !lost.isEmpty else { return [] }
        let names = lost.sorted().map(\.text).joined(separator: ", ")
        return ["containers may be left on \(names), whose key this master does not accept any more"]
    }

    /// Where the containers of stacks are, by version, of those minions that still belong to this master.
    private func placed(_ stacks: [Stack]) async throws -> [String: [MinionID]] {
        let recorded = Set(stacks.flatMap(\.minions))
        guard !recorded.isEmpty else { return [:] }
        let list = recorded.map(\.text).sorted().joined(separator: ",")
        let accepted = Set(try await fleet.minions(matching: Target(list, type: .list)))
        return Dictionary(
            stacks.filter { !$0.minions.isEmpty }.map { ($0.version, $0.minions.filter(accepted.contains)) }
        ) { first, _ in first }
    }

    /// The minions of a target, refusing one that means nobody or someone who is away.
    private func minions(_ target: Target, for place: String) async throws -> [MinionID] {
        let minions = try await fleet.minions(matching: target)
        guard !minions.isEmpty else {
            throw Refusal(
                .notFound, "no minion matches \(place):target '\(target.expression)' (\(target.type.rawValue))",
                hint: "`pigeon key list` shows the accepted minions")
        }
        try await refuse(
            away: minions, because: " (\(place):target '\(target.expression)')",
            hint: "start pigeon-minion there, or delete the key of a minion that is gone for good")
        return minions
    }

    private func refuse(away minions: [MinionID], because reason: String = "", hint: String) async throws {
        let connected = await fleet.connected()
        let away = minions.filter { !connected.contains($0) }
        guard away.isEmpty else {
            throw Refusal(
                .notFound, "not connected: \(away.map(\.text).joined(separator: ", "))\(reason)", hint: hint)
        }
    }
}
