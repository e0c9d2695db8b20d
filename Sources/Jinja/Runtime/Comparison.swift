/// Python's `==`, `<`, `in` and truth.
enum Comparison {
    static func truth(_ object: Object) throws -> Bool {
        switch object {
        case .undefined(let undefined):
            if undefined.isLenient { return false }
            throw undefined.failure
        case .none: return false
        case .bool(let value): return value
        case .int(let value): return value != 0
        case .double(let value): return value != 0
        case .string(let text), .markup(let text): return !text.isEmpty
        case .list(let list): return !list.items.isEmpty
        case .tuple(let tuple): return !tuple.items.isEmpty
        case .dict(let dict): return dict.count > 0
        case .dynamic(let object): return object.isTruthy
        }
    }

    static func equal(_ a: Object, _ b: Object) throws -> Bool { try equal(a, b, depth: 0) }

    private static func equal(_ a: Object, _ b: Object, depth: Int) throws -> Bool {
        guard depth < Limits.dataDepth else { throw Failure("data is nested too deeply", kind: .limit) }
        switch (a, b) {
        case (.string(let a), .string(let b)): return Text.equal(a, b)
        case (.int(let a), .int(let b)): return a == b
        case (.undefined(let undefined), _), (_, .undefined(let undefined)):
            guard undefined.isLenient else { throw undefined.failure }
            return a.isUndefined && b.isUndefined
        case (.none, .none): return true
        case (.list(let a), .list(let b)):
            return try a === b || equal(a.items, b.items, depth: depth)
        case (.tuple(let a), .tuple(let b)):
            return try a === b || equal(a.items, b.items, depth: depth)
        case (.dict(let a), .dict(let b)):
            if a === b { return true }
            guard a.count == b.count else { return false }
            for (key, value) in zip(a.keys, a.values) {
                guard let other = try b.get(key), try equal(value, other, depth: depth + 1) else { return false }
            }
            return true
        case (.dynamic(let a), .dynamic(let b)): return try a.isEqual(to: b)
        default:
            if let a = a.text, let b = b.text { return Text.equal(a, b) }
            if let a = a.index, let b = b.index { return a == b }
            if let a = a.number, let b = b.number { return a == b }
            return false
        }
    }

    private static func equal(_ a: [Object], _ b: [Object], depth: Int) throws -> Bool {
        guard a.count == b.count else { return false }
        for (x, y) in zip(a, b) { guard try equal(x, y, depth: depth + 1) else { return false } }
        return true
    }

    /// `a < b`; `symbol` is the operator that the message names.
    /// `swapped` says that the operands stood the other way round in the source.
    static func less(_ a: Object, _ b: Object, _ symbol: String = "<", swapped: Bool = false) throws -> Bool {
        switch (a, b) {
        case (.undefined(let undefined), _), (_, .undefined(let undefined)): throw undefined.failure
        case (.list(let a), .list(let b)): return try less(a.items, b.items, symbol, swapped)
        case (.tuple(let a), .tuple(let b)): return try less(a.items, b.items, symbol, swapped)
        default:
            if let a = a.text, let b = b.text { return Text.less(a, b) }
            if let a = a.index, let b = b.index { return a < b }
            if let a = a.number, let b = b.number { return a < b }
            let (left, right) = swapped ? (b, a) : (a, b)
            throw Failure("'\(symbol)' not supported between instances of '\(left.typeName)' and '\(right.typeName)'")
        }
    }

    private static func less(_ a: [Object], _ b: [Object], _ symbol: String, _ swapped: Bool) throws -> Bool {
        for (x, y) in zip(a, b) where try !equal(x, y) {
            return try less(x, y, symbol, swapped: swapped)
        }
        return a.count < b.count
    }

    /// `item in container`.
    static func contains(_ item: Object, in container: Object) throws -> Bool {
        switch container {
        case .undefined(let undefined):
            if undefined.isLenient { return false }
            throw undefined.failure
        case .string(let text), .markup(let text):
            guard let needle = item.text else {
                _ = try item.defined()
                throw Failure("'in <string>' requires string as left operand, not \(item.typeName)")
            }
            return Text.find(Array(needle.utf8), in: Array(text.utf8)) != nil
        case .list(let list): return try list.items.contains { try equal(item, $0) }
        case .tuple(let tuple): return try tuple.items.contains { try equal(item, $0) }
        case .dict(let dict): return try dict.get(item) != nil
        case .dynamic(let object):
            if object.isMapping { return try object.item(item) != nil }
            if let items = try object.iterate() { return try items.contains { try equal(item, $0) } }
            throw Failure("argument of type '\(container.typeName)' is not iterable")
        default: throw Failure("argument of type '\(container.typeName)' is not iterable")
        }
    }

    /// The places of the keys in sorted order, nil where they are in order already; equal ones stay as they are.
    static func order(of keys: [Object], reverse: Bool, ignoringCase: Bool = false) throws -> [Int]? {
        if !reverse, TextOrder.isSorted(keys, ignoringCase: ignoringCase) { return nil }
        if let order = TextOrder.order(of: keys, reverse: reverse, ignoringCase: ignoringCase) { return order }
        let keys = ignoringCase ? keys.map(AttributePath.lowered) : keys
        // Swift's sort is stable in practice and not by contract; the place makes it one.
        return try keys.indices.sorted { a, b in
            if try reverse ? less(keys[b], keys[a]) : less(keys[a], keys[b]) { return true }
            if try reverse ? less(keys[a], keys[b]) : less(keys[b], keys[a]) { return false }
            return a < b
        }
    }

    /// The items in the order of their keys.
    static func sorted(
        _ items: [Object], by keys: [Object], reverse: Bool, ignoringCase: Bool = false
    ) throws -> [Object] {
        guard let order = try order(of: keys, reverse: reverse, ignoringCase: ignoringCase) else { return items }
        return order.map { items[$0] }
    }
}
