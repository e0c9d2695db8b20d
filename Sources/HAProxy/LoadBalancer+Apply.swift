import Logging
package import Values

extension LoadBalancer {
    /// What applying a configuration did, or in test mode would do.
    package struct ApplyOutcome: Sendable, Hashable {
        package var difference: ConfigurationDifference
        /// The file's text before and as the configuration wants it.
        package var oldText: String
        package var newText: String
        /// When HAProxy does not run the file is written and checked only, and the service can be started.
        package var isRunning: Bool
        /// HAProxy's process ids and the time, when there was a reload.
        package var reload: Reload.Outcome?
        /// What was done, or would be, in the slots of backends while HAProxy runs; none with a reload.
        package var plans: [String: BackendPlan]
        /// The running worker was started from another file than the one in place.
        package var wasStale: Bool
        package var warnings: [Diagnostic]

        package var isChange: Bool { difference != .none || wasStale || plans.contains { !$0.value.isEmpty } }
    }

    /// Brings file and HAProxy to a configuration, with a reload only where HAProxy cannot change it while it runs.
    ///
    /// - Parameters:
    ///   - servers: What is to be in the slots, by the backend's name in HAProxy; other backends keep what they have.
    ///   - isTest: Nothing is changed; the outcome says what would be.
    /// - Throws: `configurationInvalid` when pillar and applications do not fit or HAProxy refuses the file;
    ///   `reloadFailed` when it takes the file and cannot run it. HAProxy goes on as it was in both cases.
    package func apply(
        pillar: PillarConfiguration, applications: [RegisteredApplication], servers: [String: [BackendServer]] = [:],
        isTest: Bool = false
    ) async throws(HAProxyError) -> ApplyOutcome {
        // A look needs no lock, and must not write one.
        if isTest { return try await applyLocked(pillar, applications, servers, isTest: true) }
        return try await FileLock.holding(settings.configurationFile, deadline: lockDeadline) {
            () async throws(HAProxyError) in
            try await applyLocked(pillar, applications, servers, isTest: false)
        }
    }

    private func applyLocked(
        _ pillar: PillarConfiguration, _ applications: [RegisteredApplication], _ servers: [String: [BackendServer]],
        isTest: Bool
    ) async throws(HAProxyError) -> ApplyOutcome {
        let file = try file()
        let running = try await running()
        let current = try await slotTables(file, isRunning: running != nil)
        var configuration = LoadBalancerConfiguration(pillar: pillar, applications: applications)
        for (backend, count) in configuration.slotCounts {
            let table = (current[backend] ?? SlotTable(count: count)).resized(to: count)
            configuration.slots[backend] = servers[backend].map { table.filled(with: $0) } ?? table
        }
        let text = try ConfigurationWriter(settings: settings).text(of: configuration)
        let isStale = running.map { $0.description != file.runningDescription } ?? false
        var outcome = ApplyOutcome(
            difference: .between(file, ConfigurationFile(text)), oldText: file.text, newText: text,
            isRunning: running != nil, reload: nil, plans: [:], wasStale: isStale, warnings: [])
        var needsReload = isStale
        if case .reload = outcome.difference { needsReload = true }
        if running != nil, !needsReload {
            for (backend, desired) in servers where configuration.slotCounts[backend] != nil {
                outcome.plans[backend] = try await planServers(of: backend, to: desired)
            }
        }
        if isTest { return outcome }
        try mapFile.createIfMissing()
        if running == nil {
            outcome.warnings = try await ConfigurationCheck(settings: settings).check(text)
            if file.text != text { try AtomicFile.write(text, to: settings.configurationFile) }
            return outcome
        }
        if needsReload {
            try await reload(with: text, &outcome)
        } else {
            try recordRunningSlots(current, in: file, except: servers)
            for (backend, desired) in servers.sorted(by: { $0.key < $1.key }) where outcome.plans[backend] != nil {
                outcome.plans[backend] = try await setServersLocked(of: backend, to: desired, nil, .maint).plan
            }
        }
        return outcome
    }

    /// Slots that were changed while HAProxy ran and not in the file are put there, so that a reload keeps them.
    private func recordRunningSlots(
        _ current: [String: SlotTable], in file: ConfigurationFile, except servers: [String: [BackendServer]]
    ) throws(HAProxyError) {
        var next = file
        for (backend, table) in current where servers[backend] == nil {
            next = next.replacingSlots(of: backend, with: table)
        }
        if next != file { try AtomicFile.write(next.text, to: settings.configurationFile) }
    }

    private func reload(with text: String, _ outcome: inout ApplyOutcome) async throws(HAProxyError) {
        // No switch meanwhile: the new worker would read the map before it and never hear of it.
        let reload = try await FileLock.holding(mapFile.path, deadline: lockDeadline) {
            () async throws(HAProxyError) in
            // What HAProxy routes by now must be in the file that the new worker reads.
            let entries = try await entries()
            if try mapFile.read() != entries { try mapFile.write(entries) }
            return try await Reload(settings: settings).perform(text)
        }
        outcome.reload = reload
        outcome.warnings = reload.warnings
        logger.info(
            "HAProxy reloaded",
            metadata: [
                "haproxy.worker": "\(reload.newWorker)", "haproxy.milliseconds": "\(reload.milliseconds)",
            ])
    }

    /// What is in the slots: in HAProxy when it runs, for backends that it has, and in the file for the others.
    private func slotTables(_ file: ConfigurationFile, isRunning: Bool) async throws(HAProxyError) -> [String:
        SlotTable]
    {
        var tables = file.slotTables
        guard isRunning else { return tables }
        let states = try await worker.showServersState().filter { SlotTable.index($0.reference.server) != nil }
        for (backend, slots) in Dictionary(grouping: states, by: \.reference.backend) {
            var table = SlotTable(count: slots.count)
            for slot in slots {
                guard let index = SlotTable.index(slot.reference.server), table.servers.indices.contains(index),
                    slot.administration == .ready
                else { continue }
                table.servers[index] = slot.target
            }
            tables[backend] = table
        }
        return tables
    }
}
