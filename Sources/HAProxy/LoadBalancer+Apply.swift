import Logging
package import Values

extension LoadBalancer {
    /// What applying a configuration did, or in test mode would do.
    package struct ApplyOutcome: Sendable, Hashable {
        package var difference: ConfigurationDifference
        /// HAProxy's process ids and the time, when there was a reload.
        package var reload: Reload.Outcome?
        /// The running worker was started from another file than the one in place.
        package var wasStale: Bool
        package var warnings: [Diagnostic]

        package var isChange: Bool { difference != .none || wasStale }
    }

    /// Brings file and HAProxy to a configuration, with a reload only where HAProxy cannot change it while it runs.
    ///
    /// - Parameters:
    ///   - servers: What is to be in the slots, by the backend's name in HAProxy; other backends keep what they have.
    ///   - isTest: Nothing is changed; the outcome says what would be.
    /// - Throws: `notRunning` when HAProxy does not run: the file is written then, and the service can be started.
    package func apply(
        pillar: PillarConfiguration, applications: [RegisteredApplication], servers: [String: [BackendServer]] = [:],
        isTest: Bool = false
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
        let new = ConfigurationFile(text)
        let isStale = running.map { $0.description != file.runningDescription } ?? false
        var outcome = ApplyOutcome(
            difference: .between(file, new), reload: nil, wasStale: isStale, warnings: [])
        if isTest { return outcome }
        try mapFile.createIfMissing()
        guard running != nil else {
            outcome.warnings = try await ConfigurationCheck(settings: settings).check(text)
            if file != new { try AtomicFile.write(text, to: settings.configurationFile) }
            throw .notRunning(masterSocket: settings.masterSocket)
        }
        if case .reload = outcome.difference {
            try await reload(with: text, &outcome)
        } else if isStale {
            try await reload(with: text, &outcome)
        } else {
            for (backend, desired) in servers.sorted(by: { $0.key < $1.key })
            where configuration.slotCounts[backend] != nil {
                _ = try await setServers(of: backend, to: desired)
            }
        }
        return outcome
    }

    private func reload(with text: String, _ outcome: inout ApplyOutcome) async throws(HAProxyError) {
        // What HAProxy routes by now must be in the file that the new worker reads.
        let entries = try await entries()
        if try mapFile.read() != entries { try mapFile.write(entries) }
        let reload = try await Reload(settings: settings).perform(text)
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
