import Model
import Values

/// The states of all applications, or of one, as `GET /stacks` and `pigeon stack status` show them.
struct StackStatus {
    let service: StackService

    /// `{APP: {"active": {"version", "backend", "since"} | null, "release": ..., "inactive": ..., "busy": {...} | null,
    /// "leftovers": [{"version", "minions", "kept"}]}}`; `leftovers` only where there are some.
    ///
    /// - Throws: `Refusal.notFound` for an application that neither the pillar nor the store knows.
    func value(app: String?) async throws -> Value {
        let stacks = try await service.store.stacks(of: app)
        let leftovers = try await service.store.leftovers(of: app)
        let open = try await service.store.openTransitions()
        let described = await describedApplications()
        let known = (stacks + leftovers.map(\.stack)).reduce(into: described) { known, stack in
            if !known.contains(stack.app) { known.append(stack.app) }
        }
        if let app, !known.contains(app) {
            throw Refusal(
                .notFound, "there is no application '\(app)'",
                hint: NearestName.hint(for: app, among: known) ?? "known are \(known.joined(separator: ", "))")
        }
        var status: ValueMap = [:]
        for name in app.map({ [$0] }) ?? known {
            let busy = open.first { $0.app == name }
            // What a release under way starts is not left over.
            let left = leftovers.filter { $0.stack.app == name && $0.stack.version != busy?.version }
            status[name] = entry(name, stacks, busy, left)
        }
        return .map(status)
    }

    /// The applications of the pillar; none when it does not render, for then above all the states must be seen.
    private func describedApplications() async -> [String] {
        do { return try await service.applications() } catch { return [] }
    }

    private func entry(
        _ app: String, _ stacks: [Stack], _ open: StackTransition?, _ leftovers: [StackLeftover]
    ) -> Value {
        var entry: ValueMap = [:]
        for state in [StackState.active, .release, .inactive] {
            let stack = stacks.first { $0.app == app && $0.state == state }
            entry[state.rawValue] =
                stack.map { stack in
                    [
                        "version": .string(stack.version), "backend": .string(stack.backend),
                        "since": .string(CivilTime(microseconds: stack.since).stamp + "Z"),
                    ]
                } ?? .null
        }
        entry["busy"] = open?.value ?? .null
        if !leftovers.isEmpty {
            entry["leftovers"] = .list(
                leftovers.map { left in
                    [
                        "version": .string(left.stack.version), "minions": .strings(left.stack.minions.map(\.text)),
                        "kept": .bool(left.isKept),
                    ]
                })
        }
        return .map(entry)
    }
}
