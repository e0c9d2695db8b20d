import Jinja
import Values

extension JMESPathNode {
    /// What the expression finds in the data; null where it finds nothing.
    func value(in data: Value) throws -> Value {
        switch self {
        case .current: return data
        case .field(let name): return data.map?[name] ?? .null
        case .index(let index):
            guard let list = data.list else { return .null }
            let place = index < 0 ? index + list.count : index
            return list.indices.contains(place) ? list[place] : .null
        case .slice(let start, let stop, let step):
            guard let list = data.list else { return .null }
            return .list(try Self.places(list.count, start, stop, step).map { list[$0] })
        case .literal(let value): return value
        case .chain(let nodes): return try nodes.reduce(data) { value, node in try node.value(in: value) }
        case .comparison(let comparator, let left, let right):
            return try Self.compare(comparator, try left.value(in: data), try right.value(in: data))
        case .and(let left, let right):
            let first = try left.value(in: data)
            return Self.isTrue(first) ? try right.value(in: data) : first
        case .or(let left, let right):
            let first = try left.value(in: data)
            return Self.isTrue(first) ? first : try right.value(in: data)
        case .not(let node):
            return .bool(!Self.isTrue(try node.value(in: data)))
        case .list(let nodes):
            return data.isNull ? .null : .list(try nodes.map { try $0.value(in: data) })
        case .hash(let pairs):
            if data.isNull { return .null }
            return .map(ValueMap(try pairs.map { (.string($0.key), try $0.node.value(in: data)) }))
        case .function(let name, let arguments): return try JMESPathFunction.call(name, arguments, data)
        case .reference: throw Failure("an '&' expression of JMESPath is an argument of a function")
        case .projection, .valueProjection, .filterProjection, .flatten: return try projected(data)
        }
    }

    private func projected(_ data: Value) throws -> Value {
        switch self {
        case .projection(let left, let right):
            return try Self.each(try left.value(in: data).list, right)
        case .valueProjection(let left, let right):
            return try Self.each(try left.value(in: data).map?.values, right)
        case .filterProjection(let left, let right, let condition):
            let kept = try left.value(in: data).list?.filter { Self.isTrue(try condition.value(in: $0)) }
            return try Self.each(kept, right)
        case .flatten(let node):
            guard let list = try node.value(in: data).list else { return .null }
            return .list(list.flatMap { $0.list ?? [$0] })
        default: return .null
        }
    }

    private static func each(_ items: [Value]?, _ node: JMESPathNode) throws -> Value {
        guard let items else { return .null }
        return .list(try items.map { try node.value(in: $0) }.filter { !$0.isNull })
    }

    /// Numbers are all true, unlike Python's.
    static func isTrue(_ value: Value) -> Bool {
        switch value {
        case .null, .bool(false): false
        case .string(let text): !text.isEmpty
        case .list(let list): !list.isEmpty
        case .map(let map): !map.isEmpty
        default: true
        }
    }

    private static func compare(_ comparator: Comparator, _ a: Value, _ b: Value) throws -> Value {
        switch comparator {
        case .equal: return .bool(equal(a, b))
        case .notEqual: return .bool(!equal(a, b))
        case .less, .lessOrEqual, .greater, .greaterOrEqual:
            guard a.double != nil || a.string != nil, b.double != nil || b.string != nil else { return .null }
            let order = try order(a, b)
            switch comparator {
            case .less: return .bool(order < 0)
            case .lessOrEqual: return .bool(order <= 0)
            case .greater: return .bool(order > 0)
            default: return .bool(order >= 0)
            }
        }
    }

    static func equal(_ a: Value, _ b: Value) -> Bool {
        switch (a, b) {
        case (.list(let a), .list(let b)): return a.count == b.count && zip(a, b).allSatisfy { equal($0, $1) }
        case (.map(let a), .map(let b)):
            return a.count == b.count && a.allSatisfy { key, value in b[key].map { equal(value, $0) } ?? false }
        default:
            if let a = a.double, let b = b.double { return a == b }
            return a == b
        }
    }

    /// Negative, zero or positive as `a` comes before, is or comes after `b`: two numbers or two strings.
    static func order(_ a: Value, _ b: Value) throws -> Int {
        if let a = a.double, let b = b.double { return a < b ? -1 : a > b ? 1 : 0 }
        guard let a = a.string, let b = b.string else {
            throw Failure("'<' not supported between instances of \(a.kindName) and \(b.kindName)")
        }
        return a.utf8.elementsEqual(b.utf8) ? 0 : a.utf8.lexicographicallyPrecedes(b.utf8) ? -1 : 1
    }

    /// Python's `slice.indices`.
    private static func places(_ count: Int, _ start: Int?, _ stop: Int?, _ step: Int?) throws -> [Int] {
        let step = step ?? 1
        guard step != 0 else { throw Failure("the step of a slice can't be 0") }
        func bounded(_ index: Int) -> Int {
            let place = index < 0 ? index + count : index
            return step > 0 ? min(max(place, 0), count) : min(max(place, -1), count - 1)
        }
        let first = start.map(bounded) ?? (step > 0 ? 0 : count - 1)
        let last = stop.map(bounded) ?? (step > 0 ? count : -1)
        return Array(stride(from: first, to: last, by: step))
    }
}
