package import Values

/// What one chunk came to. `result` is nil when it would have changed something but only a test was asked for.
package struct StateReturn: Sendable, Hashable {
    package var tag: String
    package var name: String
    package var id: String
    package var sls: String
    package var result: Bool?
    package var changes: ValueMap
    package var comment: String
    package var warnings: [String]
    /// False when a requisite, condition or duplicate kept it from running.
    package var ran: Bool
    package var runNumber: Int
    /// `HH:MM:SS.ffffff`; empty when there is no such function.
    package var startTime: String
    /// Milliseconds.
    package var duration: Double
    /// Extra keys that the function returned beside the common ones (`data`, `__jid__`, `refused`, ...).
    package var extra: ValueMap

    package init(
        tag: String, name: String, id: String, sls: String, result: Bool?, changes: ValueMap = [:],
        comment: String = "",
        warnings: [String] = [], ran: Bool = true, runNumber: Int = 0, startTime: String = "", duration: Double = 0,
        extra: ValueMap = [:]
    ) {
        self.tag = tag
        self.name = name
        self.id = id
        self.sls = sls
        self.result = result
        self.changes = changes
        self.comment = comment
        self.warnings = warnings
        self.ran = ran
        self.runNumber = runNumber
        self.startTime = startTime
        self.duration = duration
        self.extra = extra
    }

    /// Whether there is such a function at all.
    package var hasFunction: Bool { !startTime.isEmpty }

    /// The mapping that Salt returns for it.
    package var value: Value {
        var map: ValueMap = [
            "name": .string(name), "changes": .map(changes), "result": result.map(Value.bool) ?? .null,
            "comment": .string(comment), "__sls__": sls.isEmpty ? .null : .string(sls), "__run_num__": .int(runNumber),
        ]
        if hasFunction {
            map["start_time"] = .string(startTime)
            map["duration"] = .double(duration)
        }
        map["__id__"] = .string(id)
        if !warnings.isEmpty { map["warnings"] = .strings(warnings) }
        if !ran { map["__state_ran__"] = false }
        for (key, value) in extra { map[key] = value }
        return .map(map)
    }
}

extension StateReturn {
    /// The tag of what stands for the rest of a run that was ended before it was done.
    private static let endTag = "job_|-ended_|-ended_|-end"

    /// What stands for the rest of a run that was ended before it was done: a failure that says so.
    ///
    /// - Parameter place: like `while state 'web' (cmd.run) ran; 2 of 5 states ran`.
    package static func ended(_ place: String, runNumber: Int) -> StateReturn {
        StateReturn(
            tag: endTag, name: "ended", id: "ended", sls: "", result: false, comment: "ended early \(place)",
            ran: false,
            runNumber: runNumber)
    }

    /// Puts the reason into the return of a call that was ended before it was done. What had been done is kept.
    ///
    /// - Parameters:
    ///   - why: stands before the place where a state run was, like `killed by jobs kill`.
    ///   - sentence: says it in the place of what is no mapping; other mappings are left as they are.
    package static func explained(_ value: Value, why: String, sentence: String) -> Value {
        guard var states = value.map else { return .string(sentence) }
        guard var end = states[endTag]?.map, let comment = end["comment"]?.string else { return value }
        end["comment"] = .string(why + comment.dropFirst("ended early".count))
        states[endTag] = .map(end)
        return .map(states)
    }
}

/// The return of a whole state run.
package enum StateRunReturn: Sendable, Hashable {
    case states([StateReturn])
    /// The run never began: what the compiler refused, each message with its place.
    case refused([String])

    /// Salt's shape: a mapping by tag in order of execution, or the list of messages.
    package var value: Value {
        switch self {
        case .states(let returns): .map(ValueMap(returns.map { (.string($0.tag), $0.value) }))
        case .refused(let messages): .strings(messages)
        }
    }
}
