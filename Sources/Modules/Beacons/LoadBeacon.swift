import Host
import Values

/// `load`: tells of load averages outside their limits.
struct LoadBeacon: Beacon {
    private static let spans = ["1m", "5m", "15m"]

    private let limits: [(span: String, low: Double, high: Double)]
    private let tellsChangesOnly: Bool
    private let tellsAtStart: Bool
    private var last: [String: Double] = [:]

    init(_ options: ValueMap) throws(Diagnostic) {
        tellsChangesOnly = try options.flag("onchangeonly", of: "load", default: false)
        tellsAtStart = try options.flag("emitatstartup", of: "load", default: true)
        guard let averages = options["averages"] else {
            throw Diagnostic("Averages configuration is required for load beacon.")
        }
        try averages.map?.refuseOthers(than: Self.spans, of: "load")
        var limits: [(span: String, low: Double, high: Double)] = []
        for span in Self.spans where averages[span] != nil {
            let ends = averages[span]?.list?.compactMap(\.double) ?? []
            guard ends.count == 2 else {
                throw Diagnostic("Configuration for load beacon: 1m, 5m and 15m items must be a list of two items.")
            }
            limits.append((span, ends[0], ends[1]))
        }
        guard !limits.isEmpty else {
            throw Diagnostic("Averages configuration for load beacon must contain 1m, 5m or 15m items.")
        }
        self.limits = limits
        try options.refuseOthers(than: ["averages", "onchangeonly", "emitatstartup"], of: "load")
    }

    mutating func look(_ host: HostReader, at now: Double) throws -> [BeaconSignal] {
        let numbers = try host.files.readText("/proc/loadavg").split(separator: " ").prefix(3).compactMap {
            Double($0)
        }
        guard numbers.count == 3 else { throw Diagnostic("/proc/loadavg can't be read") }
        return signals(Dictionary(uniqueKeysWithValues: zip(Self.spans, numbers)))
    }

    /// Tells when a limit is passed, with `onchangeonly` only in the moment in which it is.
    mutating func signals(_ loads: [String: Double]) -> [BeaconSignal] {
        let isFirst = last.isEmpty
        let before = isFirst ? loads : last
        last = loads
        if tellsChangesOnly, isFirst, !tellsAtStart { return [] }
        let isOutside = limits.contains { limit in
            let (load, old) = (loads[limit.span] ?? 0, before[limit.span] ?? 0)
            if !tellsChangesOnly || isFirst { return load < limit.low || load > limit.high }
            return load > limit.high && old <= limit.high || load < limit.low && old >= limit.low
        }
        guard isOutside else { return [] }
        return [BeaconSignal(ValueMap(Self.spans.map { (.string($0), .double(loads[$0] ?? 0)) }))]
    }

    mutating func rest() { last = [:] }
}
