package import Values

extension Object {
    /// A value of the outside as an object of this render. Maps are taken over when they are first looked at.
    package init(_ value: Value) {
        switch value {
        case .null: self = .none
        case .bool(let value): self = .bool(value)
        case .int(let value): self = .int(value)
        case .double(let value): self = .double(value)
        case .string(let value): self = .string(value)
        case .list(let values): self = .list(ListObject(values.map(Object.init)))
        case .map(let map): self = .dict(DictObject(map))
        }
    }

    /// The object as plain data. Tuples and iterators become lists; an undefined value is its failure; functions can't be converted.
    package func value() throws -> Value { try value(depth: 0) }

    private func value(depth: Int) throws -> Value {
        guard depth < Limits.dataDepth else { throw Failure("data is nested too deeply", kind: .limit) }
        switch self {
        case .undefined(let undefined): throw undefined.failure
        case .none: return .null
        case .bool(let value): return .bool(value)
        case .int(let value): return .int(value)
        case .double(let value): return .double(value)
        case .string(let value), .markup(let value): return .string(value)
        case .list(let list): return .list(try list.items.map { try $0.value(depth: depth + 1) })
        case .tuple(let tuple): return .list(try tuple.items.map { try $0.value(depth: depth + 1) })
        case .dict(let dict):
            var map = ValueMap(minimumCapacity: dict.count)
            for (key, value) in zip(dict.keys, dict.values) {
                map[try key.value(depth: depth + 1)] = try value.value(depth: depth + 1)
            }
            return .map(map)
        case .dynamic(let object):
            guard let plain = try object.plain() else {
                throw Failure("a \(object.typeName) can't be used as data")
            }
            return try plain.value(depth: depth + 1)
        }
    }
}
