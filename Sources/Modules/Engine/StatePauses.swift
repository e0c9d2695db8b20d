import Values

/// State runs that are to wait before a state, or to end there (`state.pause`, `state.soft_kill`); they end with the process.
actor StatePauses {
    private struct Pause {
        /// How long one state waits; nil without an end.
        var duration: Duration?
        var kills = false

        var value: Value {
            var map: ValueMap = [:]
            if let duration { map["duration"] = .int(Int(duration.components.seconds)) }
            if kills { map["kill"] = true }
            return .map(map)
        }
    }

    /// In place of an ID: whatever state is next.
    private static let anyState = "__all__"

    /// By job, by ID.
    private var pauses: [String: [String: Pause]] = [:]

    func pause(_ job: String, before id: String?, for duration: Duration?) {
        pauses[job, default: [:]][id ?? Self.anyState, default: Pause()].duration = duration
    }

    func kill(_ job: String, before id: String?) {
        pauses[job, default: [:]][id ?? Self.anyState, default: Pause()].kills = true
    }

    /// - Parameter id: nil ends all pauses of the job.
    func resume(_ job: String, before id: String?) {
        if let id, id != Self.anyState { pauses[job]?[id] = nil } else { pauses[job] = nil }
    }

    /// The pauses of the jobs that are under way, of which those of all others are forgotten.
    func all(of running: Set<String>) -> ValueMap {
        pauses = pauses.filter { running.contains($0.key) && !$0.value.isEmpty }
        return ValueMap(
            pauses.sorted { $0.key < $1.key }.map { job, own in
                let states = own.sorted { $0.key < $1.key }.map { (Value.string($0.key), $0.value.value) }
                return (.string(job), .map(ValueMap(states)))
            })
    }

    /// Waits as long as a state is paused.
    ///
    /// - Returns: whether it may start then; the run is to end otherwise.
    func mayStart(_ id: String, of job: String) async -> Bool {
        let begun = ContinuousClock.now
        while let own = pauses[job], let pause = own[id] ?? own[Self.anyState] {
            // A pause of this state does not hide that the run is to end before the next one.
            if own[Self.anyState]?.kills == true { return false }
            if let duration = pause.duration, ContinuousClock.now - begun > duration { return true }
            if pause.kills { return false }
            do {
                try await Task.sleep(for: .milliseconds(200))
            } catch {
                return false
            }
        }
        return true
    }
}
