import Glibc
import Jinja
import Values

/// The functions that JMESPath's specification names.
enum JMESPathFunction {
    private enum Kind: String {
        case number, string, boolean, array, object, null

        init(_ value: Value) {
            switch value {
            case .null: self = .null
            case .bool: self = .boolean
            case .int, .double: self = .number
            case .string: self = .string
            case .list: self = .array
            case .map: self = .object
            }
        }
    }

    /// How many arguments each function takes.
    private static let arities: [String: ClosedRange<Int>] = [
        "abs": 1...1, "avg": 1...1, "ceil": 1...1, "contains": 2...2, "ends_with": 2...2, "floor": 1...1,
        "join": 2...2, "keys": 1...1, "length": 1...1, "map": 2...2, "max": 1...1, "max_by": 2...2,
        "merge": 1...Int.max, "min": 1...1, "min_by": 2...2, "not_null": 1...Int.max, "reverse": 1...1, "sort": 1...1,
        "sort_by": 2...2, "starts_with": 2...2, "sum": 1...1, "to_array": 1...1, "to_number": 1...1,
        "to_string": 1...1, "type": 1...1, "values": 1...1,
    ]

    static func call(_ name: String, _ arguments: [JMESPathNode], _ data: Value) throws -> Value {
        guard let arity = arities[name] else {
            throw Failure(
                "Unknown function: \(name)()", hint: NearestName.hint(for: name, among: arities.keys.sorted()))
        }
        guard arity.contains(arguments.count) else {
            let wanted = arity.upperBound == .max ? "at least \(arity.lowerBound)" : "\(arity.lowerBound)"
            throw Failure("Expected \(wanted) arguments for function \(name)(), received \(arguments.count)")
        }
        var call = Call(name: name, nodes: arguments, data: data)
        if let result = try call.ofReference() { return result }
        call.values = try arguments.map { try $0.value(in: data) }
        return try call.ofNumbers() ?? call.ofText() ?? call.ofContainers()
    }

    /// One call, with its arguments as they are asked for.
    private struct Call {
        let name: String
        let nodes: [JMESPathNode]
        let data: Value
        var values: [Value] = []

        private func wrong(_ value: Value, _ wanted: String) -> Failure {
            Failure(
                "In function \(name)(), invalid type for value: \(JSON.write(value)), expected \(wanted), received "
                    + Kind(value).rawValue)
        }

        private func number(_ value: Value) throws -> Double {
            guard let number = value.double else { throw wrong(value, "a number") }
            return number
        }

        private func string(_ value: Value) throws -> String {
            guard let text = value.string else { throw wrong(value, "a string") }
            return text
        }

        private func list(_ value: Value) throws -> [Value] {
            guard let list = value.list else { throw wrong(value, "an array") }
            return list
        }

        private func map(_ value: Value) throws -> ValueMap {
            guard let map = value.map else { throw wrong(value, "an object") }
            return map
        }

        /// All numbers, or all strings.
        private func comparable(_ values: [Value]) throws -> [Value] {
            guard let first = values.first.map(Kind.init) else { return values }
            for value in values where (first != .number && first != .string) || Kind(value) != first {
                throw wrong(value, first == .number ? "a number" : "a string")
            }
            return values
        }

        // MARK: Functions that are given an expression

        func ofReference() throws -> Value? {
            let place = name == "map" ? 0 : 1
            guard ["map", "max_by", "min_by", "sort_by"].contains(name) else { return nil }
            guard case .reference(let key) = nodes[place] else {
                throw Failure("In function \(name)(), argument \(place + 1) is an expression with '&' before it")
            }
            let items = try list(try nodes[1 - place].value(in: data))
            let keys = try items.map { try key.value(in: $0) }
            if name == "map" { return .list(keys) }
            _ = try comparable(keys)
            let order = try keys.indices.sorted { a, b in
                let order = try JMESPathNode.order(keys[a], keys[b])
                return order == 0 ? a < b : order < 0
            }
            switch name {
            case "sort_by": return .list(order.map { items[$0] })
            case "min_by": return order.first.map { items[$0] } ?? .null
            default:
                // Of equal ones Python's `max` gives the first.
                guard let last = order.last else { return .null }
                return items[order.first { JMESPathNode.equal(keys[$0], keys[last]) } ?? last]
            }
        }

        // MARK: Functions of values

        func ofNumbers() throws -> Value? {
            switch name {
            case "abs":
                if let whole = values[0].int { return .int(whole == .min ? .max : Swift.abs(whole)) }
                return .double(Swift.abs(try number(values[0])))
            case "ceil": return whole(Glibc.ceil(try number(values[0])))
            case "floor": return whole(Glibc.floor(try number(values[0])))
            case "avg":
                let items = try list(values[0])
                return items.isEmpty
                    ? .null : .double(try items.reduce(0) { $0 + (try number($1)) } / Double(items.count))
            case "sum":
                let items = try list(values[0])
                let sum = try items.reduce(0) { $0 + (try number($1)) }
                return items.allSatisfy { $0.int != nil } ? whole(sum) : .double(sum)
            case "to_number":
                guard let text = values[0].string else { return values[0].double == nil ? .null : values[0] }
                return Int(text).map(Value.int) ?? Double(text).map(Value.double) ?? .null
            default: return nil
            }
        }

        private func whole(_ number: Double) -> Value { Int(exactly: number).map(Value.int) ?? .double(number) }

        func ofText() throws -> Value? {
            switch name {
            case "starts_with": return .bool(try string(values[0]).utf8.starts(with: try string(values[1]).utf8))
            case "ends_with":
                let (text, end) = (try string(values[0]).utf8, try string(values[1]).utf8)
                return .bool(text.suffix(end.count).elementsEqual(end))
            case "join":
                let separator = try string(values[0])
                return .string(try list(values[1]).map(string).joined(separator: separator))
            case "to_string": return values[0].string.map(Value.string) ?? .string(JSON.write(values[0]))
            case "type": return .string(Kind(values[0]).rawValue)
            default: return nil
            }
        }

        func ofContainers() throws -> Value {
            switch name {
            case "contains":
                if let text = values[0].string { return .bool(text.contains(try string(values[1]))) }
                return .bool(try list(values[0]).contains { JMESPathNode.equal($0, values[1]) })
            case "length":
                if let text = values[0].string { return .int(text.unicodeScalars.count) }
                return .int(try values[0].map?.count ?? list(values[0]).count)
            case "reverse":
                if let text = values[0].string {
                    return .string(String(String.UnicodeScalarView(text.unicodeScalars.reversed())))
                }
                return .list(try list(values[0]).reversed())
            case "sort":
                return .list(
                    try comparable(try list(values[0])).enumerated().sorted { a, b in
                        let order = try JMESPathNode.order(a.element, b.element)
                        return order == 0 ? a.offset < b.offset : order < 0
                    }.map(\.element))
            case "max":
                return try comparable(try list(values[0])).max { try JMESPathNode.order($0, $1) < 0 } ?? .null
            case "min":
                return try comparable(try list(values[0])).min { try JMESPathNode.order($0, $1) < 0 } ?? .null
            case "keys": return .list(try map(values[0]).keys)
            case "values": return .list(try map(values[0]).values)
            case "merge":
                return .map(
                    try values.reduce(into: ValueMap()) { merged, value in
                        for (key, value) in try map(value) { merged[key] = value }
                    })
            case "not_null": return values.first { !$0.isNull } ?? .null
            default: return values[0].list == nil ? .list([values[0]]) : values[0]
            }
        }
    }
}
