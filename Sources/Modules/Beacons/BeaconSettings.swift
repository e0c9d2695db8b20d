package import Values

/// One entry of `beacons`: what is true of every kind, and the options of its own.
package struct BeaconSettings: Sendable, Hashable {
    package var name: String
    /// The kind, which the name says unless `beacon_module` does.
    package var kind: String
    package var isEnabled: Bool
    /// From one look to the next.
    package var interval: Duration
    package var pausesDuringStateRun: Bool
    package var runsOnce: Bool
    package var options: ValueMap

    private static let general = ["enabled", "interval", "disable_during_state_run", "run_once", "beacon_module"]

    /// Reads a list of mappings, or one mapping.
    ///
    /// - Throws: a `Diagnostic` with the beacon's name.
    package init(name: String, _ value: Value) throws(Diagnostic) {
        var all: ValueMap = [:]
        switch value {
        case .map(let map): all = map
        case .list(let list):
            for item in list {
                guard let map = item.map else {
                    throw Diagnostic("Configuration for \(name) beacon must be a list of dictionaries.")
                }
                for (key, option) in map { all[key] = option }
            }
        default: throw Diagnostic("Configuration for \(name) beacon must be a list.")
        }
        self.name = name
        kind = all["beacon_module"]?.string ?? name
        isEnabled = try all.flag("enabled", of: name, default: true)
        pausesDuringStateRun = try all.flag("disable_during_state_run", of: name, default: false)
        runsOnce = try all.flag("run_once", of: name, default: false)
        interval = .seconds(1)
        if let written = all["interval"], !written.isNull {
            guard let duration = Duration(salt: written), duration >= .milliseconds(100) else {
                throw Diagnostic("'interval' of beacon \(name) must be a number of seconds, 0.1 or more")
            }
            interval = duration
        }
        options = ValueMap(all.filter { !Self.general.contains($0.key.string ?? "") }.map { ($0.key, $0.value) })
    }
}
