import Values

/// Finds the state returns in what a command answers.
enum StateData {
    /// The returns by minion, out of the envelopes that jobs and orchestrations put around them.
    static func unwrapped(_ value: Value) -> Value {
        var data = value
        if let inner = data["return"] { data = inner }
        if let inner = data["data"] { data = inner }
        if let map = data.map, map.count == 1, let only = map.first?.value.map, only["jid"] != nil, only["fun"] != nil {
            data = only["return"]?["data"] ?? data
        }
        guard var map = data.map else { return data }
        // An orchestration's exit code stands beside its only master.
        if map["retcode"] != nil, map.keyTexts.filter({ $0.hasSuffix("_master") }).count == 1 {
            map.removeValue(forKey: "retcode")
        }
        return .map(map)
    }

    /// Whether every minion's return consists of state returns, or of the messages of a refused compilation where
    /// another's consists of state returns.
    static func isStates(_ value: Value) -> Bool {
        guard let hosts = unwrapped(value).map, !hosts.isEmpty else { return false }
        let returns = hosts.map(\.value)
        return returns.contains(where: isHostStates)
            && returns.allSatisfy { isHostStates($0) || $0.list?.allSatisfy { $0.string != nil } == true }
    }

    private static func isHostStates(_ value: Value) -> Bool {
        guard let states = value.map, !states.isEmpty else { return false }
        return states.allSatisfy { key, state in
            key.string?.contains("_|-") == true && state["result"] != nil && state["__run_num__"] != nil
        }
    }
}
