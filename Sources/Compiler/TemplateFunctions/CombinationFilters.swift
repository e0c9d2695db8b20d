import Jinja
import Values

/// Python's `itertools` as filters; each result is a tuple.
enum CombinationFilters {
    /// More results than any template needs; combinations grow beyond all bounds.
    private static let maximum = 100_000

    static let all: [String: TemplateFilter] = [
        "combinations": { value, arguments in
            let items = try value.elements()
            let count = try arguments.argument(0, "r").int(or: items.count, "r")
            return try tuples(items, count) { last, next in next > (last.last ?? -1) }
        },
        "combinations_with_replacement": { value, arguments in
            let items = try value.elements()
            let count = try arguments.argument(0, "r").int(or: items.count, "r")
            return try tuples(items, count) { last, next in next >= (last.last ?? 0) }
        },
        "permutations": { value, arguments in
            let items = try value.elements()
            let count = try arguments.argument(0, "r").int(or: items.count, "r")
            return try tuples(items, count) { last, next in !last.contains(next) }
        },
        "compress": { value, arguments in
            let selectors = try (arguments.argument(0, "selectors") ?? .list([])).elements()
            return .list(zip(try value.elements(), selectors).filter { $1.isTruthy }.map { Object($0.0) })
        },
        "product": { value, arguments in
            let times = try arguments.keywords.first { $0.name == "repeat" }.map(\.value).int(or: 1, "repeat")
            let columns = try [value.elements()] + arguments.positional.map { try $0.elements() }
            var rows: [[Value]] = [[]]
            for _ in 0..<max(0, times) {
                for column in columns {
                    rows = rows.flatMap { row in column.map { row + [$0] } }
                    guard rows.count <= maximum else {
                        throw Failure("more than \(maximum) combinations", kind: .limit)
                    }
                }
            }
            return .list(rows.map { row in .tuple(row.map(Object.init)) })
        },
        "zip_longest": { value, arguments in
            let filling = arguments.keywords.first { $0.name == "fillvalue" }?.value ?? .none
            let columns = try [value.elements()] + arguments.positional.map { try $0.elements() }
            let count = columns.map(\.count).max() ?? 0
            return .list(
                (0..<count).map { row in
                    .tuple(columns.map { row < $0.count ? Object($0[row]) : filling })
                })
        },
    ]

    /// All ways to take `count` positions, each step of which `allows`, in the order of positions.
    private static func tuples(
        _ items: [Value], _ count: Int, _ allows: ([Int], Int) -> Bool
    ) throws -> Object {
        guard count >= 0 else { throw Failure("r must be non-negative") }
        var rows: [[Int]] = [[]]
        for _ in 0..<count where !rows.isEmpty {
            rows = rows.flatMap { row in items.indices.filter { allows(row, $0) }.map { row + [$0] } }
            guard rows.count <= maximum else { throw Failure("more than \(maximum) combinations", kind: .limit) }
        }
        return .list(rows.map { row in .tuple(row.map { Object(items[$0]) }) })
    }
}
