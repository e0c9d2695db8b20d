package import Values

/// Watches one thing on this host. It is asked again and again; between two looks it may remember what it saw.
protocol Beacon: Sendable {
    /// - Parameter options: as configured, without what is about beacons in general.
    /// - Throws: a `Diagnostic` in Salt's words where Salt has some.
    init(_ options: ValueMap) throws(Diagnostic)

    /// What there is to tell now. One of several things that can't be looked at is a failure among the signals, so that
    /// it hides none of the others.
    ///
    /// - Parameter now: seconds since 1970.
    mutating func look(_ host: HostReader, at now: Double) async throws -> [BeaconSignal]

    /// Forgets what it saw, as its beacon is not asked for a while; the next look is the first.
    mutating func rest()
}

extension Beacon {
    mutating func rest() {}
}

/// Something that a beacon tells of: the event `salt/beacon/MINION/BEACON/suffix`.
package struct BeaconSignal: Sendable, Hashable {
    package var suffix: String
    package var data: ValueMap
    package private(set) var isFailure = false

    package init(_ suffix: String, _ data: ValueMap) {
        self.suffix = suffix
        self.data = data
    }

    package init(_ data: ValueMap) { self.init("", data) }

    /// Something can't be looked at: of the whole beacon, or of the one thing that the suffix names.
    package init(_ suffix: String = "", failure: any Error) {
        self.init(suffix, ["error": .string(String(describing: failure))])
        isFailure = true
    }
}
