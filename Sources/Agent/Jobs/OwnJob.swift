package import Model
package import Values

/// A job that the minion starts by itself: an entry of `schedule`, or `startup_states`.
package struct OwnJob: Sendable, Hashable {
    package var name: String
    package var call: FunctionCall
    /// nil: once, at the start.
    package var interval: Duration?
    /// A random wait before each run, at most this long (`splay`).
    package var splay: Duration
    package var runsAtStart: Bool

    package init(
        name: String, call: FunctionCall, interval: Duration? = nil, splay: Duration = .zero, runsAtStart: Bool = true
    ) {
        self.name = name
        self.call = call
        self.interval = interval
        self.splay = splay
        self.runsAtStart = runsAtStart
    }

    /// Reads the entries of `schedule` as Salt has them.
    ///
    /// - Returns: nil for one with `enabled: False`.
    /// - Throws: a `Diagnostic` with the entry's name when there is no function, no interval, or an unknown key.
    package init?(scheduled name: String, _ entry: Value) throws(Diagnostic) {
        let known = [
            "function", "args", "job_args", "kwargs", "job_kwargs", "seconds", "minutes", "hours", "days", "splay",
            "run_on_start", "enabled", "maxrunning", "jid_include", "return_job",
        ]
        guard let map = entry.map else { throw Diagnostic("schedule:\(name) is a mapping, not \(entry.kindName)") }
        for key in map.keyTexts where !known.contains(key) {
            throw Diagnostic(
                "schedule:\(name) has the unknown key '\(key)'", hint: NearestName.hint(for: key, among: known))
        }
        if map["enabled"]?.bool == false { return nil }
        guard let function = map["function"]?.string else { throw Diagnostic("schedule:\(name) lacks 'function'") }
        let units: [(String, Double)] = [("seconds", 1), ("minutes", 60), ("hours", 3600), ("days", 86400)]
        let seconds = units.reduce(0) { sum, unit in sum + (map[unit.0]?.double ?? 0) * unit.1 }
        guard seconds > 0 else {
            throw Diagnostic("schedule:\(name) has no interval", hint: "give seconds, minutes, hours or days")
        }
        self.init(
            name: name,
            call: FunctionCall(
                try FunctionName(function), arguments: (map["args"] ?? map["job_args"])?.list ?? [],
                keywords: (map["kwargs"] ?? map["job_kwargs"])?.map ?? [:]),
            interval: .milliseconds(Int64(seconds * 1000)),
            splay: map["splay"].flatMap { Duration(salt: $0) } ?? .zero,
            runsAtStart: map["run_on_start"]?.bool ?? true)
    }
}
