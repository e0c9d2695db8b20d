package import Values

/// Durations as people write them in pillars and as HAProxy wants them.
package enum TimeText {
    private static let units: [(suffix: String, milliseconds: Double)] = [
        ("us", 0.001), ("ms", 1), ("s", 1000), ("m", 60_000), ("h", 3_600_000), ("d", 86_400_000),
    ]

    /// `500ms`, `1s`, `2m`, `1h`, or a bare number, which is seconds as everywhere in Salt. Nil when it is none of
    /// these.
    package static func duration(_ value: Value) -> Duration? {
        if let seconds = value.double { return seconds >= 0 ? .milliseconds(Int64(seconds * 1000)) : nil }
        guard let text = value.string else { return nil }
        let digits = text.prefix { $0.isNumber || $0 == "." }
        guard let number = Double(digits) else { return nil }
        let suffix = text.dropFirst(digits.count)
        guard let unit = units.first(where: { $0.suffix == (suffix.isEmpty ? "s" : suffix) }) else { return nil }
        return .microseconds(Int64(number * unit.milliseconds * 1000))
    }

    /// HAProxy's form: whole seconds as `5s`, else milliseconds, at least one.
    package static func haproxy(_ duration: Duration) -> String {
        let milliseconds = max(1, duration.milliseconds)
        return milliseconds % 1000 == 0 ? "\(milliseconds / 1000)s" : "\(milliseconds)ms"
    }
}

extension Duration {
    /// Whole milliseconds, rounded down.
    package var milliseconds: Int64 {
        components.seconds * 1000 + components.attoseconds / 1_000_000_000_000_000
    }
}
