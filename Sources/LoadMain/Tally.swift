import Values

/// The counts of one client, or of all of them added up.
struct Tally: Sendable {
    private var requests = 0
    private var failed = 0
    private var groups: [String: (requests: Int, failed: Int)] = [:]
    private var markers: [String: Int] = [:]
    private var failures: [RequestRecord] = []
    private var latencies: [Double] = []
    private var first = Double.infinity
    private var last = 0.0

    var hasFailures: Bool { failed > 0 }
    var summary: String { "\(requests) requests, \(failed) failed" }

    mutating func add(_ record: RequestRecord) {
        requests += 1
        first = min(first, record.start)
        last = max(last, record.end)
        let group = "\(record.method) \(record.kind.rawValue)"
        groups[group, default: (0, 0)].requests += 1
        if record.failure == nil {
            latencies.append(record.milliseconds)
            markers[record.marker, default: 0] += 1
        } else {
            failed += 1
            groups[group, default: (0, 0)].failed += 1
            failures.append(record)
        }
    }

    mutating func add(_ other: Tally) {
        requests += other.requests
        failed += other.failed
        for (group, counts) in other.groups {
            groups[group, default: (0, 0)].requests += counts.requests
            groups[group, default: (0, 0)].failed += counts.failed
        }
        markers.merge(other.markers, uniquingKeysWith: +)
        failures += other.failures
        latencies += other.latencies
        first = min(first, other.first)
        last = max(last, other.last)
    }

    /// The report: counts, the first 20 failures in the order of time, and latencies in milliseconds.
    var report: Value {
        let sorted = latencies.sorted()
        let failures = failures.sorted { $0.start < $1.start }.prefix(20).map { record -> Value in
            [
                "time": .double(record.start), "kind": .string(record.kind.rawValue), "method": .string(record.method),
                "reason": .string(record.failure ?? ""), "milliseconds": .double(record.milliseconds),
            ]
        }
        let groups = ValueMap(
            self.groups.map { (.string($0), ["requests": .int($1.requests), "failed": .int($1.failed)]) })
        return [
            "requests": .int(requests), "failed": .int(failed), "failures": .list(failures),
            "groups": .map(groups.sortedByKey()),
            "markers": .map(ValueMap(markers.map { (.string($0), .int($1)) }).sortedByKey()),
            "latency_ms": [
                "p50": .double(Self.quantile(0.5, of: sorted)), "p99": .double(Self.quantile(0.99, of: sorted)),
                "max": .double(sorted.last ?? 0),
            ],
            "started": .double(requests > 0 ? first : 0), "ended": .double(last),
        ]
    }

    private static func quantile(_ part: Double, of sorted: [Double]) -> Double {
        guard !sorted.isEmpty else { return 0 }
        return sorted[min(sorted.count - 1, Int(part * Double(sorted.count)))]
    }
}
