import Values

extension Value {
    /// With all texts and keys as `printableLines`. Keys that only differed in what is replaced stay apart.
    var printable: Value { isPrintable ? self : replaced }

    /// As it mostly is: then nothing is made anew.
    private var isPrintable: Bool {
        switch self {
        case .string(let text): !text.hasControls
        case .list(let list): list.allSatisfy(\.isPrintable)
        case .map(let map): map.allSatisfy { $0.key.isPrintable && $0.value.isPrintable }
        case .null, .bool, .int, .double: true
        }
    }

    private var replaced: Value {
        switch self {
        case .string(let text): return .string(text.printableLines)
        case .list(let list): return .list(list.map(\.replaced))
        case .map(let map):
            var result: ValueMap = [:]
            for (key, value) in map {
                var name = key.replaced
                while result[name] != nil, case .string(let text) = name { name = .string(text + "?") }
                result[name] = value.replaced
            }
            return .map(result)
        case .null, .bool, .int, .double: return self
        }
    }
}
