package import Modules
package import Values

/// The beacons at work, kept in step with what is configured. Pure but for what the beacons themselves look at.
package struct BeaconTable: Sendable {
    private struct Row {
        var source: Value
        var watch: BeaconWatch?
        /// When it is asked next, in seconds since any moment.
        var due: Double
        var isOver = false
        /// What could not be looked at the last time.
        var failures: Set<BeaconSignal> = []
    }

    private var rows: [String: Row] = [:]
    private var order: [String] = []

    package init() {}

    /// Takes over what is configured now. A beacon that did not change remembers what it saw.
    ///
    /// - Returns: what is wrong with beacons that are new or changed; they watch nothing.
    package mutating func follow(_ beacons: ValueMap, now: Double) -> [Diagnostic] {
        var problems: [Diagnostic] = []
        var kept: [String: Row] = [:]
        order = []
        guard beacons["enabled"]?.isTruthy ?? true else {
            rows = [:]
            return []
        }
        for (key, value) in beacons {
            let name = key.scalarText ?? ""
            if name == "enabled" { continue }
            order.append(name)
            if let row = rows[name], row.source == value {
                kept[name] = row
                continue
            }
            var row = Row(source: value, due: now)
            do {
                row.watch = try Self.watch(name, value)
            } catch {
                problems.append(Diagnostic("beacons:\(name): \(error.message)", hint: error.hint))
            }
            kept[name] = row
        }
        rows = kept
        return problems
    }

    /// What a beacon's settings come to; nil for one that is disabled.
    ///
    /// - Throws: what is wrong with them.
    package static func watch(_ name: String, _ value: Value) throws(Diagnostic) -> BeaconWatch? {
        let settings = try BeaconSettings(name: name, value)
        return settings.isEnabled ? try BeaconWatch(settings) : nil
    }

    /// The beacons that are to be asked now.
    package func due(at now: Double) -> [String] {
        order.filter { name in
            guard let row = rows[name], row.watch != nil, !row.isOver else { return false }
            return row.due <= now
        }
    }

    /// When the first is to be asked next; nil: none ever.
    package var next: Double? { rows.values.filter { $0.watch != nil && !$0.isOver }.map(\.due).min() }

    package func settings(_ name: String) -> BeaconSettings? { rows[name]?.watch?.settings }

    /// What is to be told of a look. What can't be looked at is told when that begins, and not at each look; of a
    /// beacon that is asked every second nobody wants to read the same every second.
    ///
    /// - Returns: the signals that are new, and whether everything can be looked at again that could not be before.
    package mutating func news(of name: String, _ signals: [BeaconSignal]) -> (told: [BeaconSignal], isMended: Bool) {
        let known = rows[name]?.failures ?? []
        let failures = Set(signals.filter(\.isFailure))
        rows[name]?.failures = failures
        return (signals.filter { !known.contains($0) }, failures.isEmpty && !known.isEmpty)
    }

    /// A beacon to be asked. It is to be given back with `putBack`.
    package func take(_ name: String) -> BeaconWatch? { rows[name]?.watch }

    /// - Parameter now: when it was asked.
    package mutating func putBack(_ watch: BeaconWatch, asked now: Double, isOver: Bool = false) {
        let name = watch.settings.name
        rows[name]?.watch = watch
        rows[name]?.isOver = isOver
        rows[name]?.due = now + watch.settings.interval.seconds
    }
}
