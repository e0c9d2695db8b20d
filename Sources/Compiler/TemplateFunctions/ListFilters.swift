import Jinja
import Values

/// Filters over lists: averages, flattening, comparison, sorting.
enum ListFilters {
    static let all: [String: TemplateFilter] = [
        "avg": { value, _ in
            let numbers = try value.elements().compactMap(\.double)
            guard !numbers.isEmpty else { return .double(0) }
            return .double(numbers.reduce(0, +) / Double(numbers.count))
        },
        "flatten": { value, arguments in
            let levels = try arguments.argument(0, "levels").int(or: .max, "levels")
            let keepsNulls = try arguments.argument(1, "preserve_nulls").bool(or: false)
            return .list(flattened(try value.elements(), levels, keepsNulls).map(Object.init))
        },
        "compare_lists": { value, arguments in
            let old = try value.elements()
            let new = try (arguments.argument(0, "new") ?? .list([])).elements()
            let result = DictObject()
            let added = new.filter { !old.contains($0) }
            let removed = old.filter { !new.contains($0) }
            if !added.isEmpty { result["new"] = .list(added.map(Object.init)) }
            if !removed.isEmpty { result["old"] = .list(removed.map(Object.init)) }
            return .dict(result)
        },
        "sorted_ignorecase": { value, _ in
            let texts = try value.elements()
            return .list(texts.sorted { lowered($0) < lowered($1) }.map(Object.init))
        },
        "zip": { value, arguments in
            var columns = [try value.elements()]
            for argument in arguments.positional { columns.append(try argument.elements()) }
            let count = columns.map(\.count).min() ?? 0
            return .list((0..<count).map { row in .tuple(columns.map { Object($0[row]) }) })
        },
    ]

    private static func lowered(_ value: Value) -> String { (value.scalarText ?? "").lowercased() }

    private static func flattened(_ items: [Value], _ levels: Int, _ keepsNulls: Bool) -> [Value] {
        items.flatMap { item -> [Value] in
            switch item {
            case .null, "None", "null": keepsNulls ? [item] : []
            case .list(let inner) where levels > 0: flattened(inner, levels - 1, keepsNulls)
            default: [item]
            }
        }
    }
}
