package import Values

/// The facts about this machine that targeting, templates and pillars look at.
package struct Grains: Sendable {
    package static let standard: [any GrainCollector] = [
        OperatingSystemGrains(), KernelGrains(), ProcessorGrains(), MemoryGrains(), HostNameGrains(),
        InterfaceGrains(), ResolverGrains(), ProcessGrains(), VirtualizationGrains(), HardwareGrains(), VersionGrains(),
    ]

    private let collectors: [any GrainCollector]
    private let files: any FileReading

    package init(collectors: [any GrainCollector] = Grains.standard, files: any FileReading = SystemFiles()) {
        self.collectors = collectors
        self.files = files
    }

    /// Asks every collector, on a thread of its own since name lookups may block, and merges in what is configured.
    ///
    /// - Parameters:
    ///   - id: the minion id; nil takes the fully qualified host name.
    ///   - configured: static grains, lowest first: the grains file, then `grains:` of the configuration. They win over
    ///     what was found, key by key and without merging, as in Salt.
    package func collect(id: String?, configured: [ValueMap] = []) async throws -> ValueMap {
        var grains = try await DedicatedThread.run { [collectors, files] _ in
            collectors.reduce(into: ValueMap()) { all, collector in
                for (key, value) in collector.collect(from: files) { all[key] = value }
            }
        }
        if let name = id ?? grains["fqdn"]?.string { grains["id"] = .string(name) }
        for layer in configured {
            for (key, value) in layer { grains[key] = value }
        }
        return grains
    }
}
