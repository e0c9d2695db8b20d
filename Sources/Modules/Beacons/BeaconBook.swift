import Synchronization
package import Values

/// The beacons of this minion as they are at the moment: the configuration's, with what was changed at run time, and
/// the pillar's. Where both have one, the configuration's counts.
package final class BeaconBook: Sendable {
    private struct Content {
        var configured: ValueMap
        var pillar: ValueMap = [:]
        var listener: (@Sendable () -> Void)?
    }

    private let content: Mutex<Content>
    private let fragment: SettingsFragment?

    /// - Parameter fragment: where changes are kept when that is asked for; nil: nowhere.
    package init(_ configured: ValueMap, fragment: SettingsFragment?) {
        content = Mutex(Content(configured: configured))
        self.fragment = fragment
    }

    /// Hears of every change from now on.
    package func onChange(_ listener: @escaping @Sendable () -> Void) { content.withLock { $0.listener = listener } }

    package var beacons: ValueMap {
        content.withLock { $0.pillar.merged(with: $0.configured, strategy: .overwrite) }
    }

    func beacons(fromConfiguration: Bool, fromPillar: Bool) -> ValueMap {
        content.withLock { content in
            (fromPillar ? content.pillar : [:]).merged(
                with: fromConfiguration ? content.configured : [:], strategy: .overwrite)
        }
    }

    /// A pillar was compiled.
    package func use(pillar: ValueMap) {
        let beacons = pillar["beacons"]?.map ?? [:]
        let isNew = content.withLock { content in
            if content.pillar.isIdentical(to: beacons) { return false }
            content.pillar = beacons
            return true
        }
        if isNew { announce() }
    }

    /// Sets or, with nil, removes a beacon of the configuration.
    func set(_ name: String, _ value: Value?) {
        content.withLock { content in
            if let value { content.configured[name] = value } else { content.configured.removeValue(forKey: name) }
        }
        announce()
    }

    func isConfigured(_ name: String) -> Bool { content.withLock { $0.configured[name] != nil } }
    func isOfPillar(_ name: String) -> Bool { content.withLock { $0.pillar[name] != nil } }

    /// Keeps what the configuration has now over a restart.
    func save() throws -> String {
        guard let fragment else { throw Diagnostic("there is no configuration directory to keep the beacons in") }
        try fragment.save(beacons(fromConfiguration: true, fromPillar: false))
        return fragment.path
    }

    func reset() {
        content.withLock { $0.configured = [:] }
        announce()
    }

    /// Looks at the beacons again.
    func announce() { content.withLock(\.listener)?() }
}
