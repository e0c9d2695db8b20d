import Jinja
import Values

/// Lists as sets, the order kept.
enum SetFilters {
    static let all: [String: TemplateFilter] = [
        "unique": { value, _ in .list(unique(try value.elements()).map(Object.init)) },
        "union": { value, arguments in
            .list(unique(try value.elements() + other(arguments)).map(Object.init))
        },
        "intersect": { value, arguments in
            let other = Set(try other(arguments))
            return .list(unique(try value.elements()).filter(other.contains).map(Object.init))
        },
        "difference": { value, arguments in
            let other = Set(try other(arguments))
            return .list(unique(try value.elements()).filter { !other.contains($0) }.map(Object.init))
        },
        "symmetric_difference": { value, arguments in
            let first = try value.elements()
            let second = try other(arguments)
            let (a, b) = (Set(first), Set(second))
            return .list(unique(first + second).filter { a.contains($0) != b.contains($0) }.map(Object.init))
        },
    ]

    private static func other(_ arguments: CallArguments) throws -> [Value] {
        guard let argument = arguments.argument(0, "lst2") else { throw Failure("a second list is missing") }
        return try argument.elements()
    }

    private static func unique(_ items: [Value]) -> [Value] {
        var seen: Set<Value> = []
        return items.filter { seen.insert(pythonKey($0)).inserted }
    }

    /// One value for all that Python takes for equal: `1`, `1.0` and `True`.
    private static func pythonKey(_ value: Value) -> Value {
        switch value {
        case .bool(let flag): .int(flag ? 1 : 0)
        case .double(let number): Int(exactly: number).map(Value.int) ?? value
        default: value
        }
    }
}
