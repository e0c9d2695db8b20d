import Values

/// One entry for all names of an id that had the same result (`state_compress_ids`).
enum StateCompression {
    private static let mark = "state_compressed"

    static func compressed(_ states: ValueMap) -> ValueMap {
        var counts: [String: Int] = [:]
        for (tag, state) in states { counts[group(tag, state), default: 0] += 1 }
        var result: ValueMap = [:]
        for (tag, state) in states {
            let count = counts[group(tag, state)] ?? 1
            guard count > 1, let info = state.map else {
                result[tag] = state
                continue
            }
            var parts = PythonText.string(tag).split(around: "_|-").map(String.init)
            guard parts.count == 4 else { continue }
            let id = text(info, "__id__")
            parts[2] = "\(mark)_\(text(info, "__sls__"))_\(id)_\(text(info, "result"))"
            parts[1] = "\(id) (\(count))"
            let key = parts.joined(separator: "_|-")
            result[key] = .map(result[key]?.map.map { joined($0, info) } ?? info)
        }
        return result
    }

    /// How many states an entry stands for.
    static func count(_ state: ShownState) -> Int {
        guard state.name.hasPrefix(mark), state.id.hasSuffix(")"), let open = state.id.lastIndex(of: "(") else {
            return 1
        }
        return Int(state.id[state.id.index(after: open)...].dropLast()) ?? 1
    }

    /// How many of them changed something, given that one did.
    static func changes(_ state: ShownState, _ count: Int) -> Int {
        count > 1 ? max(1, state.data["changes"]?["compressed changes"]?.map?.count ?? 0) : 1
    }

    private static func group(_ tag: Value, _ state: Value) -> String {
        let info = state.map ?? [:]
        let module = PythonText.string(tag).split(around: "_|-").first ?? ""
        return "\(module)_\(text(info, "__id__"))_\(text(info, "__sls__"))_\(text(info, "result"))"
    }

    private static func text(_ info: ValueMap, _ key: String) -> String { PythonText.string(info[key] ?? .null) }

    /// The earliest start, the sum of the durations, and the changes by name.
    private static func joined(_ first: ValueMap, _ second: ValueMap) -> ValueMap {
        var result = first
        result["__run_num__"] = .int(min(first["__run_num__"]?.int ?? 0, second["__run_num__"]?.int ?? 0))
        let duration = (first["duration"]?.double ?? 0) + (second["duration"]?.double ?? 0)
        result["duration"] = .double((duration * 1000).rounded() / 1000)
        result["start_time"] = .string(min(text(first, "start_time"), text(second, "start_time")))
        guard let more = second["changes"], more.isTruthy else { return result }
        let compressed = "compressed changes"
        var changes = first["changes"]?[compressed]?.map ?? [:]
        if changes.isEmpty, let own = first["changes"], own.isTruthy { changes[text(first, "name")] = own }
        changes[text(second, "name")] = more
        result["changes"] = .map([compressed: .map(changes)])
        return result
    }
}
