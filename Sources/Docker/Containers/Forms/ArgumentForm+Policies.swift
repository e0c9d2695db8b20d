import Values

extension ArgumentForm {
    /// `no`, `always`, `unless-stopped`, `on-failure[:n]`, or a map of `Name` and `MaximumRetryCount`. YAML reads a
    /// bare `no` as false.
    static let restartPolicy = ArgumentForm { (value) throws(ArgumentRefusal) in
        if value == false { return restartPolicy("no", 0) }
        if let map = value.map {
            return restartPolicy(try text(map["Name"] ?? .null), try integer(map["MaximumRetryCount"] ?? 0))
        }
        let parts = try text(value).split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(
            String.init)
        guard ["no", "always", "unless-stopped", "on-failure"].contains(parts[0]) else {
            throw ArgumentRefusal("'\(parts[0])' is not one of no, always, unless-stopped, on-failure[:retries]")
        }
        if parts.count == 1 { return restartPolicy(parts[0], 0) }
        guard parts[0] == "on-failure", let count = Int(parts[1]), count >= 0 else {
            throw ArgumentRefusal("a number of retries goes with on-failure only: on-failure:5")
        }
        return restartPolicy(parts[0], count)
    }

    static func restartPolicy(_ name: String, _ retries: Int) -> Value {
        ["Name": .string(name), "MaximumRetryCount": .int(retries)]
    }

    /// `{test, interval, timeout, start_period, retries}` or `{disable: True}`. A text as the test is given to a shell.
    /// Times are `30s`, `1m`, a number of seconds, or, from a million on, of nanoseconds, as the API has them.
    static let healthcheck = ArgumentForm { (value) throws(ArgumentRefusal) in
        guard let map = value.map else { throw .expected("a mapping with 'test'", value) }
        var check = ValueMap()
        for (key, value) in map {
            switch try text(key).lowercased().filter({ $0 != "_" }) {
            case "test": check["Test"] = try healthTest(value)
            case "interval": check["Interval"] = try nanoseconds(value)
            case "timeout": check["Timeout"] = try nanoseconds(value)
            case "startperiod": check["StartPeriod"] = try nanoseconds(value)
            case "retries": check["Retries"] = .int(try integer(value))
            case "disable": if value.isTruthy { check["Test"] = ["NONE"] }
            default:
                throw ArgumentRefusal(
                    "unknown key '\(try text(key))'; test, interval, timeout, start_period and retries are known")
            }
        }
        return .map(check)
    }

    private static func healthTest(_ value: Value) throws(ArgumentRefusal) -> Value {
        if let text = value.string { return ["CMD-SHELL", .string(text)] }
        let words = try texts(value)
        return .strings(["NONE", "CMD", "CMD-SHELL"].contains(words.first ?? "NONE") ? words : ["CMD"] + words)
    }

    private static func nanoseconds(_ value: Value) throws(ArgumentRefusal) -> Value {
        if let number = value.int, number >= 1_000_000 { return .int(number) }
        guard let duration = Duration(salt: value) else { throw .expected("a time such as 30s", value) }
        return .int(
            Int(duration.components.seconds) * 1_000_000_000 + Int(duration.components.attoseconds / 1_000_000_000))
    }

    /// Seconds, or text with a unit.
    static func duration(_ value: Value) throws(ArgumentRefusal) -> Duration {
        guard let duration = Duration(salt: value) else { throw .expected("a time such as 30 or 30s", value) }
        return duration
    }

    static func flag(_ value: Value) throws(ArgumentRefusal) -> Bool { try flag.read(value) == true }
}
