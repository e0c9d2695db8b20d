/// A path through nested maps and lists, as `pillar.get` and `traverse` take it: `stacks:app:version`.
package struct ColonPath: Sendable, Hashable {
    package let keys: [String]

    package init(_ text: String, delimiter: String = ":") {
        keys = text.split(around: delimiter).map(String.init)
    }
}

extension Value {
    /// What the path leads to, or nil. Map keys are compared by their text, so `ports:8080` finds an integer key;
    /// in a list a number is an index and any other key is looked up in the first map that has it (Salt's `traverse_dict_and_list`).
    package func value(at path: ColonPath) -> Value? {
        var current = self
        for key in path.keys {
            guard let next = current.step(key) else { return nil }
            current = next
        }
        return current
    }

    package func value(at path: String, delimiter: String = ":") -> Value? {
        value(at: ColonPath(path, delimiter: delimiter))
    }

    private func step(_ key: String) -> Value? {
        switch self {
        case .map(let map):
            if let found = map[key] { return found }
            if let number = Int(key), let found = map[.int(number)] { return found }
            return map.first { $0.key.scalarText == key }?.value
        case .list(let list):
            if let index = Int(key) {
                let position = index < 0 ? list.count + index : index
                guard list.indices.contains(position) else { return nil }
                return list[position]
            }
            for case .map(let map) in list { if let found = map[key] { return found } }
            return nil
        default:
            return nil
        }
    }
}
