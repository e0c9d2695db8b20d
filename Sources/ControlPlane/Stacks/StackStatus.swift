import Model
import Values

/// The states of all applications, or of one, as `GET /stacks` and `pigeon stack status` show them.
struct StackStatus {
    let service: StackService

    /// `{APP: {"active": {"version", "backend", "since"} | null, "release": ..., "inactive": ..., "busy": {...} | null}}`.
    ///
    /// - Throws: `Refusal.notFound` for an application that neither the pillar nor the store knows.
    func value(app: String?) async throws -> Value {
        let stacks = try await service.store.stacks(of: app)
        let open = try await service.store.openTransitions()
        let described = await describedApplications()
        let known = described + stacks.map(\.app).filter { !described.contains($0) }
        if let app, !known.contains(app) {
            throw Refusal(
                .notFound, "there is no application '\(app)'",
                hint: NearestName.hint(for: app, among: known) ?? "known are \(known.joined(separator: ", "))")
        }
        var status: ValueMap = [:]
        for name in app.map({ [$0] }) ?? known {
            status[name] = entry(name, stacks, open.first { $0.app == name })
        }
        return .map(status)
    }

    /// The applications of the pillar; none when it does not render, for then above all the states must be seen.
    private func describedApplications() async -> [String] {
        do { return try await service.applications() } catch { return [] }
    }

    private func entry(_ app: String, _ stacks: [Stack], _ open: StackTransition?) -> Value {
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
        return .map(entry)
    }
}
