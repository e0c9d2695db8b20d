/// `sort`, `dictsort`, `unique`, `groupby`, `min`, `max`, `sum`.
enum AggregateFilters {
    static let all: [String: Filter] = [
        "sort": Filter("sort", ["reverse", "case_sensitive", "attribute"]) {
            value, reverse, isCaseSensitive, attribute in
            let items = try Iteration.items(value)
            let ignoresCase = try !isCaseSensitive.bool(or: false)
            let isReversed = try reverse.bool(or: false)
            if attribute == nil, let few = TextOrder.sorted(few: items, reverse: isReversed, ignoringCase: ignoresCase)
            {
                return .list(few)
            }
            let keys = try AttributePath.keys(of: items, attribute, ignoringCase: ignoresCase)
            return .list(
                try Comparison.sorted(items, by: keys, reverse: isReversed, ignoringCase: ignoresCase))
        },
        "dictsort": Filter("dictsort", ["case_sensitive", "by", "reverse"]) { value, isCaseSensitive, by, reverse in
            let by = try by.text(or: "key")
            guard by == "key" || by == "value" else {
                throw Failure("You can only sort by either \"key\" or \"value\"", kind: .syntax)
            }
            guard case .dict(let dict) = try value.defined() else {
                throw Failure("'\(value.typeName)' object has no attribute 'items'")
            }
            let isCaseSensitive = try isCaseSensitive.bool(or: false)
            let (keys, values) = (dict.keys, dict.values)
            let order = try Comparison.order(
                of: by == "key" ? keys : values, reverse: try reverse.bool(or: false), ignoringCase: !isCaseSensitive)
            guard let order else { return .list(ListObject(keys: keys, values: values)) }
            return .list(ListObject(keys: order.map { keys[$0] }, values: order.map { values[$0] }))
        },
        "unique": Filter("unique", ["case_sensitive", "attribute"]) { value, isCaseSensitive, attribute, _ in
            var path = AttributePath(attribute)
            let isCaseSensitive = try isCaseSensitive.bool(or: false)
            var seen = SeenKeys()
            let kept = try Iteration.items(value).filter { item in
                let key = try attribute == nil ? item : path.value(in: item)
                return seen.insert(try DictKey(isCaseSensitive ? key : AttributePath.lowered(key)))
            }
            return .dynamic(GeneratorObject(kept))
        },
        "min": extreme("min") { try Comparison.less($0, $1) },
        "max": extreme("max") { try Comparison.less($1, $0, ">", swapped: true) },
        "sum": Filter { value, arguments in
            let given = try arguments.bound(to: ["attribute", "start"], of: "sum")
            var path = AttributePath(given[0])
            let limits = arguments.render.environment.options.limits
            return try Iteration.items(value).reduce(given[1] ?? .int(0)) { sum, item in
                let value = try path.value(in: item)
                if case .int(let a) = sum, case .int(let b) = value {
                    let (total, isTooLarge) = a.addingReportingOverflow(b)
                    if !isTooLarge { return .int(total) }
                }
                if sum.text != nil { throw Failure("sum() can't sum strings [use ''.join(seq) instead]") }
                return try Operators.apply(.add, sum, value, limits)
            }
        },
        "groupby": Filter("groupby", ["attribute", "default", "case_sensitive"], required: 1, groups),
    ]

    private static func extreme(
        _ name: String, _ isBetter: @escaping @Sendable (Object, Object) throws -> Bool
    ) -> Filter {
        Filter(name, ["case_sensitive", "attribute"]) { value, isCaseSensitive, attribute, _ in
            var path = AttributePath(attribute)
            let isCaseSensitive = try isCaseSensitive.bool(or: false)
            return try best(of: try Iteration.items(value), isBetter) { item in
                let value = try attribute == nil ? item : path.value(in: item)
                return isCaseSensitive ? value : AttributePath.lowered(value)
            }
        }
    }

    private static func best(
        of items: [Object], _ isBetter: (Object, Object) throws -> Bool, by key: (Object) throws -> Object
    ) throws -> Object {
        guard var best = items.first else { return .undefined("No aggregated item, sequence was empty.") }
        var bestKey = try key(best)
        for item in items.dropFirst() {
            let candidate = try key(item)
            if try isBetter(candidate, bestKey) { (best, bestKey) = (item, candidate) }
        }
        return best
    }

    @Sendable
    private static func groups(
        _ value: Object, _ attribute: Object?, _ standard: Object?, _ isCaseSensitive: Object?
    ) throws -> Object {
        var path = AttributePath(attribute, standard: standard)
        let isCaseSensitive = try isCaseSensitive.bool(or: false)
        let items = try Iteration.items(value)
        let keys = try items.map { item in
            let value = try path.value(in: item)
            return isCaseSensitive ? value : AttributePath.lowered(value)
        }
        let order = try Comparison.order(of: keys, reverse: false) ?? Array(keys.indices)
        var groups: [(key: Object, items: [Object])] = []
        var start = 0
        while start < order.count {
            let key = keys[order[start]]
            var end = start + 1
            while end < order.count, try Comparison.equal(key, keys[order[end]]) { end += 1 }
            groups.append((key, order[start..<end].map { items[$0] }))
            start = end
        }
        return .list(
            try groups.map { group in
                let name = isCaseSensitive ? group.key : try path.value(in: group.items[0])
                return .tuple(TupleObject([name, .list(group.items)], names: ["grouper", "list"]))
            })
    }
}
