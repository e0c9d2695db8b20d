import Values

extension Value {
    /// With all texts and keys as `printableLines`. Keys that only differed in what is replaced stay apart.
    var printable: Value {
        switch self {
        case .string(let text): return .string(text.printableLines)
        case .list(let list): return .list(list.map(\.printable))
        case .map(let map):
            var result: ValueMap = [:]
            for (key, value) in map {
                var name = key.printable
                while result[name] != nil, case .string(let text) = name { name = .string(text + "?") }
                result[name] = value.printable
            }
            return .map(result)
        case .null, .bool, .int, .double: return self
        }
    }
}
