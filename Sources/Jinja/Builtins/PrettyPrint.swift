/// Python's `pprint.pformat`: containers longer than 80 columns are written one item a line, dicts sorted by key.
struct PrettyPrint {
    private let width = 80

    static func text(_ object: Object) throws -> String {
        try PrettyPrint().format(object, indent: 0, allowance: 0)
    }

    private func format(_ object: Object, indent: Int, allowance: Int) throws -> String {
        let flat = try PrettyPrint.flat(object)
        guard Text.count(flat) > width - indent - allowance else { return flat }
        switch object {
        case .dict(let dict) where dict.count > 0:
            let keys = PrettyPrint.sortedKeys(dict)
            let lines = try keys.enumerated().map { index, key in
                let name = try Representation.repr(key)
                let isLast = index == keys.count - 1
                let value = try dict.get(key) ?? .none
                return name + ": "
                    + (try format(
                        value, indent: indent + 1 + Text.count(name) + 2, allowance: isLast ? allowance + 1 : 1))
            }
            return "{" + lines.joined(separator: ",\n" + spaces(indent + 1)) + "}"
        case .list(let list) where !list.items.isEmpty:
            return "[" + (try items(list.items, indent, allowance + 1)) + "]"
        case .tuple(let tuple) where !tuple.items.isEmpty:
            let end = tuple.items.count == 1 ? ",)" : ")"
            return "(" + (try items(tuple.items, indent, allowance + end.count)) + end
        default: return flat
        }
    }

    private func items(_ items: [Object], _ indent: Int, _ allowance: Int) throws -> String {
        try items.enumerated().map { index, item in
            try format(item, indent: indent + 1, allowance: index == items.count - 1 ? allowance : 1)
        }.joined(separator: ",\n" + spaces(indent + 1))
    }

    private func spaces(_ count: Int) -> String { String(repeating: " ", count: count) }

    private static func flat(_ object: Object) throws -> String {
        switch object {
        case .dict(let dict):
            let pairs = try sortedKeys(dict).map { key in
                try "\(Representation.repr(key)): \(flat(try dict.get(key) ?? .none))"
            }
            return "{\(pairs.joined(separator: ", "))}"
        case .list(let list): return "[\(try list.items.map(flat).joined(separator: ", "))]"
        case .tuple(let tuple):
            return "(\(try tuple.items.map(flat).joined(separator: ", "))\(tuple.items.count == 1 ? ",)" : ")")"
        case .undefined: return "Undefined"
        default: return try Representation.repr(object)
        }
    }

    /// Keys in order; ones that can't be compared stay as they are.
    private static func sortedKeys(_ dict: DictObject) -> [Object] {
        dict.keys.enumerated().sorted { a, b in
            if let x = a.element.text, let y = b.element.text { return Text.less(x, y) }
            if let x = a.element.number, let y = b.element.number { return x < y }
            return (a.element.typeName, a.offset) < (b.element.typeName, b.offset)
        }.map(\.element)
    }
}
