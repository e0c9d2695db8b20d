package import Model
package import Values

extension AccessControl {
    /// Checks a lowstate chunk against the principal's permissions (Salt's `external_auth`).
    ///
    /// - Parameter resolve: the ids of the minions that a target means, among those that are accepted.
    /// - Throws: `AccessRefusal.notPermitted`, a `Diagnostic` for a chunk or target that can't be read, or what
    /// `resolve` throws.
    package nonisolated func check(
        _ chunk: ValueMap, as principal: Principal,
        resolve: @Sendable (Target) async throws -> Set<MinionID>
    ) async throws {
        if principal.isLocal { return }
        let request = try RequestedChunk(chunk)
        for call in request.calls {
            let refusal = AccessRefusal.notPermitted(
                user: principal.user, function: call.function,
                target: request.client == "local" ? request.target.expression : nil)
            switch request.client {
            case "local":
                guard try await allows(call, on: request.target, principal, resolve) else { throw refusal }
            case "runner", "wheel":
                guard principal.permissions.allow(call, client: request.client) else { throw refusal }
            default: throw refusal
            }
        }
    }

    private nonisolated func allows(
        _ call: RequestedCall, on target: Target, _ principal: Principal,
        _ resolve: @Sendable (Target) async throws -> Set<MinionID>
    ) async throws -> Bool {
        // Every client needs it to follow its own jobs.
        if call.function == "saltutil.find_job" { return true }
        guard let expressions = principal.permissions.targets(for: call) else { return true }
        if expressions.isEmpty || PillarProbe.isPattern(target) { return false }
        let wanted = try await resolve(target)
        var allowed: Set<MinionID> = []
        for expression in expressions { allowed.formUnion(try await resolve(Target(expression, type: .compound))) }
        return wanted.isSubset(of: allowed)
    }
}

/// Targets with which a user could read pillar that is not his, by asking which minions a pattern matches.
enum PillarProbe {
    static func isPattern(_ target: Target) -> Bool {
        switch target.type {
        case .pillarPCRE: true
        case .pillar: Glob.isPattern(target.expression)
        case .compound, .nodegroup:
            target.expression.split(separator: " ").contains { word in
                word.contains("J@") || word.contains("N@") || word.contains("I@") && Glob.isPattern(String(word))
            } || target.type == .nodegroup
        default: false
        }
    }
}

extension Permissions {
    /// Whether a function may be called on every minion there is, with any arguments left to it.
    package func allowsEverywhere(_ function: String) -> Bool {
        targets(for: RequestedCall(function: function, arguments: [], keywords: [:])) == nil
    }
}
