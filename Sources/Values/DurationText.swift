extension Duration {
    /// Reads a duration as configuration files write it: a number of seconds, or text with a unit (`500ms`, `30s`, `2m`, `1h`, `1d`).
    package init?(salt value: Value) {
        if let seconds = value.double {
            self.init(sensibleMilliseconds: seconds * 1000)
            return
        }
        guard let text = value.string else { return nil }
        let number = text.prefix { $0.isNumber || $0 == "." }
        guard let amount = Double(number) else { return nil }
        let milliseconds: [Substring: Double] = [
            "ms": 1, "": 1000, "s": 1000, "m": 60_000, "h": 3_600_000, "d": 86_400_000,
        ]
        guard let factor = milliseconds[text.dropFirst(number.count)] else { return nil }
        self.init(sensibleMilliseconds: amount * factor)
    }

    /// Nil for what is negative, or so long (2,800 years) that sums in microseconds would not fit.
    private init?(sensibleMilliseconds milliseconds: Double) {
        guard (0...9e13).contains(milliseconds) else { return nil }
        self = .milliseconds(Int64(milliseconds))
    }

    /// Seconds as a number, for arithmetic and output.
    package var seconds: Double {
        Double(components.seconds) + Double(components.attoseconds) / 1e18
    }

    /// Short text for people: `0.42 s`, `35 s`, `2 min`.
    package var phrase: String {
        let value = seconds
        if value >= 120 { return "\(Int((value / 60).rounded())) min" }
        if value >= 10 { return "\(Int(value.rounded())) s" }
        let hundredths = Int((value * 100).rounded())
        return "\(hundredths / 100).\(hundredths % 100 < 10 ? "0" : "")\(hundredths % 100) s"
    }
}
