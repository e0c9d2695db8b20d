import Execution
import Values

extension ArgumentDecoder {
    /// The first of several names of one argument that is given. Two at once are refused, unless `ignoresCollisions`.
    mutating func value(ofFirst names: [String], ignoresCollisions: Bool = false) -> (name: String, value: Value)? {
        var given: [(name: String, value: Value)] = []
        for name in names { if let value = value(name) { given.append((name, value)) } }
        if given.count > 1, !ignoresCollisions {
            refuse(
                given[1].name,
                "'\(given[1].name)' and '\(given[0].name)' are two names of one argument, and both are given",
                hint: "keep one, or set ignore_collisions to let '\(given[0].name)' win")
        }
        return given.first
    }

    /// Takes texts with names: a mapping, a list of `k=v`, `k` or one-key mappings, or such text with commas. Sorted.
    mutating func keyValues(_ names: [String], ignoresCollisions: Bool = false) -> ValueMap? {
        guard let (name, value) = value(ofFirst: names, ignoresCollisions: ignoresCollisions) else { return nil }
        var pairs = ValueMap()
        let items: [Value] =
            switch value {
            case .map, .null: [value]
            case .list(let list): list
            default: (value.scalarText ?? "").split(separator: ",").map { .string(String($0)) }
            }
        for item in items {
            if let map = item.map {
                for (key, value) in map { pairs[key.scalarText ?? ""] = .string(value.scalarText ?? "") }
            } else if let text = item.scalarText {
                let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
                pairs[parts[0]] = .string(parts.count > 1 ? parts[1] : "")
            } else {
                refuse(name, "'\(name)' must be a mapping or a list of key=value, not \(value.kindName)")
            }
        }
        return pairs.sortedByKey()
    }
}
