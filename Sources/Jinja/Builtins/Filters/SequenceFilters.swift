/// Filters over the items of a sequence or mapping.
enum SequenceFilters {
    private static let standard = Filter(
        "default", ["default_value", "boolean"], replacesUndefined: true
    ) { value, replacement, boolean, _ in
        if value.isUndefined { return replacement ?? .string("") }
        guard let boolean, try Comparison.truth(boolean) else { return value }
        return try Comparison.truth(value) ? value : replacement ?? .string("")
    }

    private static let length = Filter("length") { value, _, _, _ in .int(try Iteration.length(value)) }

    static let all: [String: Filter] = [
        "default": standard,
        "d": standard,
        "length": length,
        "count": length,
        "list": Filter("list") { value, _, _, _ in .list(try Iteration.items(value)) },
        "first": Filter("first") { value, _, _, _ in
            if case .dynamic(let object) = value, let generator = object as? GeneratorObject {
                return generator.next() ?? .undefined("No first item, sequence was empty.")
            }
            return try Iteration.items(value).first ?? .undefined("No first item, sequence was empty.")
        },
        "last": Filter("last") { value, _, _, _ in
            if case .dynamic(let object) = value, object is GeneratorObject {
                throw Failure("'generator' object is not reversible")
            }
            if case .markup(let text) = value {
                if let last = text.unicodeScalars.last { return .markup(String(last)) }
            }
            return try Iteration.items(value).last ?? .undefined("No last item, sequence was empty.")
        },
        "random": Filter { value, _ in
            if case .dict = value { throw Failure("a dict has no random item; use its keys") }
            return try Iteration.items(value).randomElement() ?? .undefined("No random item, sequence was empty.")
        },
        "reverse": Filter("reverse") { value, _, _, _ in
            if value.isNothing { return .list([]) }
            if let text = try value.defined().text { return value.like(Text.string(text.unicodeScalars.reversed())) }
            guard Iteration.isIterable(value) else { throw Failure("argument must be iterable", kind: .syntax) }
            return .dynamic(GeneratorObject(try Iteration.items(value).reversed(), kind: "list_reverseiterator"))
        },
        "join": Filter("join", ["d", "attribute"]) { value, separator, attribute, _ in
            .string(try joined(value, separator, attribute))
        },
        "items": Filter("items") { value, _, _, _ in
            if value.isUndefined { return .dynamic(GeneratorObject([])) }
            guard case .dict(let dict) = value else { throw Failure("Can only get item pairs from a mapping.") }
            return .dynamic(GeneratorObject(DictViewObject(dict, .items).items))
        },
        "attr": Filter { value, arguments in
            let given = try arguments.bound(to: ["name"], of: "attr", required: 1)
            let name = try Representation.string(given[0] ?? .none)
            if case .dict = value, !Methods.names(of: value).contains(name) {
                return .missing(.string(name), of: value)
            }
            return try Subscripts.attribute(name, of: value)
        },
        "batch": Filter { value, arguments in
            let given = try arguments.bound(to: ["linecount", "fill_with"], of: "batch", required: 1)
            return .dynamic(
                GeneratorObject(
                    try batches(try Iteration.items(value), try given[0].int(or: 1, "linecount"), given[1])))
        },
        "slice": Filter { value, arguments in
            let given = try arguments.bound(to: ["slices", "fill_with"], of: "slice", required: 1)
            return .dynamic(
                GeneratorObject(
                    try slices(
                        try Iteration.items(value), try given[0].int(or: 1, "slices"), given[1],
                        limit: arguments.render.environment.options.limits.rangeSize)))
        },
    ]

    private static func joined(_ value: Object, _ separator: Object?, _ attribute: Object?) throws -> String {
        let separator = try separator.map { try Representation.string($0) } ?? ""
        let items = try Iteration.items(value)
        if attribute == nil, let text = Text.joined(texts: items, separator) { return text }
        var path = AttributePath(attribute)
        return Text.joined(try items.map { try Representation.string(try path.value(in: $0)) }, separator)
    }

    private static func batches(_ items: [Object], _ size: Int, _ fill: Object?) throws -> [Object] {
        var rows: [[Object]] = []
        for item in items {
            if let last = rows.last, last.count != size {
                rows[rows.count - 1].append(item)
            } else {
                rows.append([item])
            }
        }
        if let fill, !fill.isNone, let last = rows.last, last.count < size, size <= 100_000 {
            rows[rows.count - 1] += Array(repeating: fill, count: size - last.count)
        }
        return rows.map(Object.list)
    }

    private static func slices(_ items: [Object], _ count: Int, _ fill: Object?, limit: Int) throws -> [Object] {
        guard count != 0 else { throw Failure("integer division or modulo by zero") }
        guard count <= limit else { throw Failure("more than \(limit) slices", kind: .limit) }
        guard count > 0 else { return [] }
        let size = items.count / count
        let longer = items.count % count
        var start = 0
        return (0..<count).map { index in
            let end = start + size + (index < longer ? 1 : 0)
            var row = Array(items[start..<end])
            start = end
            if let fill, !fill.isNone, index >= longer { row.append(fill) }
            return .list(row)
        }
    }
}
