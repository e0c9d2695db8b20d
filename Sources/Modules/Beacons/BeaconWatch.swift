package import Values

/// A beacon at work.
package struct BeaconWatch: Sendable {
    private static let kinds: [String: any Beacon.Type] = [
        "service": ServiceBeacon.self, "load": LoadBeacon.self, "diskusage": DiskUsageBeacon.self,
        "inotify": InotifyBeacon.self,
    ]

    package static var knownKinds: [String] { kinds.keys.sorted() }

    package let settings: BeaconSettings
    private var beacon: any Beacon

    /// - Throws: when there is no such kind, or its options are wrong.
    package init(_ settings: BeaconSettings) throws(Diagnostic) {
        self.settings = settings
        guard let kind = Self.kinds[settings.kind] else {
            throw Diagnostic(
                "there is no beacon '\(settings.kind)'",
                hint: NearestName.hint(for: settings.kind, among: Self.knownKinds)
                    ?? "known are \(Self.knownKinds.joined(separator: ", "))")
        }
        beacon = try kind.init(settings.options)
    }

    /// - Parameter now: seconds since 1970.
    package mutating func look(_ host: HostReader, at now: Double) async throws -> [BeaconSignal] {
        try await beacon.look(host, at: now)
    }

    package mutating func rest() { beacon.rest() }
}
