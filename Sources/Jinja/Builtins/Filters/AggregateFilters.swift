/// `sort`, `dictsort`, `unique`, `groupby`, `min`, `max`, `sum`.
enum AggregateFilters {
    static let all: [String: Filter] = [
        "sort": Filter { value, arguments in
            let given = try arguments.bound(to: ["reverse", "case_sensitive", "attribute"], of: "sort")
            let key = AttributePath.key(given[2], ignoringCase: try !given[1].bool(or: false))
            return .list(
                try Comparison.sorted(
                    try Iteration.items(value), reverse: try given[0].bool(or: false), by: key))
        },
        "dictsort": Filter { value, arguments in
            let given = try arguments.bound(to: ["case_sensitive", "by", "reverse"], of: "dictsort")
            let by = try given[1].text(or: "key")
            guard by == "key" || by == "value" else {
                throw Failure("You can only sort by either \"key\" or \"value\"", kind: .syntax)
            }
            guard case .dict(let dict) = try value.defined() else {
                throw Failure("'\(value.typeName)' object has no attribute 'items'")
            }
            let isCaseSensitive = try given[0].bool(or: false)
            return .list(
                try Comparison.sorted(DictViewObject(dict, .items).items, reverse: try given[2].bool(or: false)) {
                    pair in
                    guard case .tuple(let tuple) = pair else { return pair }
                    let item = tuple.items[by == "key" ? 0 : 1]
                    return isCaseSensitive ? item : AttributePath.lowered(item)
                })
        },
        "unique": Filter { value, arguments in
            let given = try arguments.bound(to: ["case_sensitive", "attribute"], of: "unique")
            let path = AttributePath(given[1])
            let isCaseSensitive = try given[0].bool(or: false)
            var seen = Set<DictKey>()
            let kept = try Iteration.items(value).filter { item in
                let key = try path.value(in: item)
                return seen.insert(try DictKey(isCaseSensitive ? key : AttributePath.lowered(key))).inserted
            }
            return .dynamic(GeneratorObject(kept))
        },
        "min": Filter { try extreme($0, $1, "min") { try Comparison.less($0, $1) } },
        "max": Filter { try extreme($0, $1, "max") { try Comparison.less($1, $0, ">", swapped: true) } },
        "sum": Filter { value, arguments in
            let given = try arguments.bound(to: ["attribute", "start"], of: "sum")
            let path = AttributePath(given[0])
            let limits = arguments.render.environment.options.limits
            return try Iteration.items(value).reduce(given[1] ?? .int(0)) { sum, item in
                if sum.text != nil { throw Failure("sum() can't sum strings [use ''.join(seq) instead]") }
                return try Operators.apply(.add, sum, try path.value(in: item), limits)
            }
        },
        "groupby": Filter(group),
    ]

    private static func extreme(
        _ value: Object, _ arguments: CallArguments, _ name: String, _ isBetter: (Object, Object) throws -> Bool
    ) throws -> Object {
        let given = try arguments.bound(to: ["case_sensitive", "attribute"], of: name)
        let path = AttributePath(given[1])
        let isCaseSensitive = try given[0].bool(or: false)
        func key(_ item: Object) throws -> Object {
            let value = try path.value(in: item)
            return isCaseSensitive ? value : AttributePath.lowered(value)
        }
        let items = try Iteration.items(value)
        guard var best = items.first else { return .undefined("No aggregated item, sequence was empty.") }
        var bestKey = try key(best)
        for item in items.dropFirst() {
            let candidate = try key(item)
            if try isBetter(candidate, bestKey) { (best, bestKey) = (item, candidate) }
        }
        return best
    }

    private static func group(_ value: Object, _ arguments: CallArguments) throws -> Object {
        let given = try arguments.bound(to: ["attribute", "default", "case_sensitive"], of: "groupby", required: 1)
        let path = AttributePath(given[0], standard: given[1])
        let isCaseSensitive = try given[2].bool(or: false)
        func key(_ item: Object) throws -> Object {
            let value = try path.value(in: item)
            return isCaseSensitive ? value : AttributePath.lowered(value)
        }
        var groups: [(key: Object, items: [Object])] = []
        for item in try Comparison.sorted(try Iteration.items(value), by: key) {
            let itemKey = try key(item)
            if let last = groups.last, try Comparison.equal(last.key, itemKey) {
                groups[groups.count - 1].items.append(item)
            } else {
                groups.append((itemKey, [item]))
            }
        }
        return .list(
            try groups.map { group in
                let name = isCaseSensitive ? group.key : try path.value(in: group.items[0])
                return .tuple(TupleObject([name, .list(group.items)], names: ["grouper", "list"]))
            })
    }
}
