package import Model
package import Values

extension AccessControl {
    /// Checks a lowstate chunk against the principal's permissions (Salt's `external_auth`).
    ///
    /// - Parameter resolve: the ids of the minions that a target means, among those that are accepted.
    /// - Throws: `AccessRefusal.clientDisabled` or `.notPermitted`, a `Diagnostic` for a chunk or target that can't be
    ///   read, or what `resolve` throws.
    package nonisolated func check(
        _ chunk: ValueMap, as principal: Principal,
        resolve: @Sendable (Target) async throws -> Set<MinionID>
    ) async throws {
        if principal.isLocal { return }
        if let client = LowstateClient(rawValue: chunk["client"]?.string ?? "") { try check(client, as: principal) }
        let request = try RequestedChunk(chunk)
        for call in request.calls {
            let refusal = AccessRefusal.notPermitted(
                user: principal.user, function: call.function,
                target: request.target?.expression)
            if let target = request.target {
                guard try await allows(call, on: target, principal, resolve) else { throw refusal }
            } else {
                let isOfMaster = ["runner", "wheel"].contains(request.client)
                guard isOfMaster, principal.permissions.allow(call, client: request.client) else { throw refusal }
            }
        }
    }

    /// Whether there is this client on the network at all (`netapi_enable_clients`).
    package nonisolated func check(_ client: LowstateClient, as principal: Principal) throws(AccessRefusal) {
        guard principal.isLocal || configuration.enabledClients.contains(client) else { throw .clientDisabled(client) }
    }

    private nonisolated func allows(
        _ call: RequestedCall, on target: Target, _ principal: Principal,
        _ resolve: @Sendable (Target) async throws -> Set<MinionID>
    ) async throws -> Bool {
        guard let expressions = principal.permissions.targets(for: call) else { return true }
        if PillarProbe.isPattern(target) { return false }
        // Every client needs it to follow its own jobs.
        if call.function == "saltutil.find_job" { return true }
        if expressions.isEmpty { return false }
        let wanted = try await resolve(target)
        var allowed: Set<MinionID> = []
        for expression in expressions { allowed.formUnion(try await resolve(Target(expression, type: .compound))) }
        return wanted.isSubset(of: allowed)
    }
}

/// Targets with which a user could read pillar that is not his, by asking which minions a pattern matches.
enum PillarProbe {
    static func isPattern(_ target: Target) -> Bool {
        guard target.type == .compound else { return isPattern(target.expression, target.type) }
        return target.expression.split(whereSeparator: \.isWhitespace).contains { word in
            guard let term = CompoundTerm(String(word)), let type = term.type else { return false }
            return isPattern(term.pattern, type)
        }
    }

    /// The delimiter needs no look: where it is part of a pattern, it is in the expression.
    private static func isPattern(_ expression: String, _ type: TargetType) -> Bool {
        switch type {
        // What a nodegroup asks of pillar is not in the target.
        case .pillarPCRE, .nodegroup: true
        case .pillar: Glob.isPattern(expression)
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
