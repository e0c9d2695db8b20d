import Logging

extension LoadBalancer {
    /// What bringing servers into a backend's slots did, or would do.
    package struct ServersOutcome: Sendable, Hashable {
        package var plan: BackendPlan
        package var before: SlotTable
        package var after: SlotTable
    }

    /// What would have to be done for these servers to be the backend's; nothing is changed.
    package func planServers(
        of backend: String, to desired: [BackendServer], retirement: BackendPlan.Retirement = .maint
    ) async throws(HAProxyError) -> BackendPlan {
        let states = try await worker.showServersState(backend: backend)
        let busy = try await worker.showStatistics(of: backend)
            .filter { $0.kind == .server && $0.currentSessions > 0 }.map(\.service)
        return BackendPlan.between(
            backend: backend, current: states, desired: desired, busy: Set(busy), retirement: retirement)
    }

    /// Makes these servers the backend's: in the file first, then in the worker; new ones get traffic before old ones
    /// lose it.
    /// - Parameter probe: New servers must pass it before anything is changed.
    /// - Throws: `slotsExhausted` when they do not fit, `serverUnhealthy` when one does not pass.
    package func setServers(
        of backend: String, to desired: [BackendServer], probe: HealthProbe? = nil,
        retirement: BackendPlan.Retirement = .maint
    ) async throws(HAProxyError) -> ServersOutcome {
        try await FileLock.holding(settings.configurationFile, deadline: lockDeadline) {
            () async throws(HAProxyError) in
            try await setServersLocked(of: backend, to: desired, probe, retirement)
        }
    }

    /// For a caller that holds the file's lock.
    func setServersLocked(
        of backend: String, to desired: [BackendServer], _ probe: HealthProbe?, _ retirement: BackendPlan.Retirement
    ) async throws(HAProxyError) -> ServersOutcome {
        let plan = try await planServers(of: backend, to: desired, retirement: retirement)
        let file = try file()
        let before = file.slotTables[backend] ?? SlotTable(count: 0)
        guard plan.missingSlots == 0 else {
            let slots = plan.table.servers.count
            throw .slotsExhausted(backend: backend, needed: slots + plan.missingSlots, slots: slots)
        }
        if let probe { for server in plan.arriving { _ = try await probe.probe(server) } }
        let next = file.replacingSlots(of: backend, with: plan.table)
        if next != file { try AtomicFile.write(next.text, to: settings.configurationFile) }
        for command in plan.commands { try await worker.perform(command) }
        try await retireInOldWorkers(plan)
        try await confirm(plan, backend)
        if !plan.isEmpty {
            logger.info(
                "Servers of a backend changed",
                metadata: ["haproxy.backend": "\(backend)", "haproxy.servers": "\(plan.table.filled)"])
        }
        return ServersOutcome(plan: plan, before: before, after: plan.table)
    }

    /// An old worker gets the same commands while it has the slots; one that has ended needs none.
    private func retireInOldWorkers(_ plan: BackendPlan) async throws(HAProxyError) {
        guard !plan.isEmpty else { return }
        for old in try await oldWorkers() {
            for command in plan.commands {
                do throws(HAProxyError) {
                    try await old.perform(command)
                } catch {
                    switch error {
                    case .commandRefused, .connectionBroken: break
                    default: throw error
                    }
                }
            }
        }
    }

    private func confirm(_ plan: BackendPlan, _ backend: String) async throws(HAProxyError) {
        let states = try await worker.showServersState(backend: backend)
        for (index, server) in plan.table.servers.enumerated() {
            let name = SlotTable.name(index)
            guard let state = states.first(where: { $0.reference.server == name }) else { continue }
            let found = state.administration == .ready ? state.target : nil
            guard found == server else {
                throw .commandRefused(
                    command: "fill \(backend)/\(name)",
                    answer: "read back \(found.map(\.description) ?? "no server") instead of "
                        + (server.map(\.description) ?? "none"))
            }
        }
    }
}
