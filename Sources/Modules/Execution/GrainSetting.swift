import Values

/// A grain that is to have a value, by its path (`grains.set`, `grains.present`).
struct GrainSetting {
    struct Outcome {
        /// The grain at the beginning of the path, and its new value; nil where nothing is to be done or nothing can be.
        var change: (key: String, value: Value)?
        var comment = ""
        var succeeded = true
    }

    let path: String
    var delimiter = ":"
    let value: Value
    /// Whether what is of another kind is replaced.
    let isForced: Bool
    /// Whether null takes the key away.
    let isDestructive: Bool

    private var isCompound: Bool { Self.isCompound(value) }

    private static func isCompound(_ value: Value) -> Bool { value.map != nil || value.list != nil }

    func outcome(in grains: ValueMap) -> Outcome {
        let old = Value.map(grains).value(at: path, delimiter: delimiter)
        if let old, old == value, !(value.isNull && isDestructive) { return Outcome(comment: "Grain is already set") }
        if !isForced, let old, !old.isNull {
            if Self.isCompound(old) {
                return refused("The key '\(path)' exists but is a dict or a list. Use 'force=True' to overwrite.")
            }
            if isCompound {
                return refused(
                    "The key '\(path)' exists and the given value is a dict or a list. Use 'force=True' to overwrite.")
            }
        }
        return nested(in: grains)
    }

    /// The value put into what is there along the path.
    private func nested(in grains: ValueMap) -> Outcome {
        var keys = ColonPath(path, delimiter: delimiter).keys
        var value = self.value
        while keys.count > 1, let last = keys.popLast() {
            let parent = keys.joined(separator: delimiter)
            switch Value.map(grains).value(at: parent, delimiter: delimiter) ?? [:] {
            case .map(var map):
                if value.isNull, isDestructive { map.removeValue(forKey: .string(last)) } else { map[last] = value }
                value = .map(map)
            case .list(let list): value = .list(Self.list(list, with: last, value))
            case let other where other == .string(last) || isForced: value = .map(ValueMap([(.string(last), value)]))
            case let other:
                return refused(
                    "The key '\(parent)' value is '\(PythonText.string(other))', which is different from the provided "
                        + "key '\(last)'. Use 'force=True' to overwrite.")
            }
        }
        return Outcome(change: (keys[0], value))
    }

    /// A list where every mention of a key has the value.
    private static func list(_ list: [Value], with key: String, _ value: Value) -> [Value] {
        let entry = Value.map(ValueMap([(.string(key), value)]))
        var isFound = false
        let changed = list.map { item -> Value in
            if item == .string(key) {
                isFound = true
                return entry
            }
            guard var map = item.map, map[key] != nil else { return item }
            isFound = true
            map[key] = value
            return .map(map)
        }
        return isFound ? changed : changed + [entry]
    }

    private func refused(_ comment: String) -> Outcome { Outcome(comment: comment, succeeded: false) }
}
