/// Tests against another value.
enum ComparisonTests {
    static let all: [String: Test] = {
        var all: [String: Test] = [
            "odd": Test(of: { value in try remainder(value, .int(2)) == 1 }),
            "even": Test(of: { value in try remainder(value, .int(2)) == 0 }),
            "divisibleby": Test { value, arguments in
                try remainder(value, try arguments.bound(to: ["num"], of: "divisibleby", required: 1)[0] ?? .none) == 0
            },
            "sameas": Test { value, arguments in
                try same(value, try arguments.bound(to: ["other"], of: "sameas", required: 1)[0] ?? .none)
            },
            "in": Test { value, arguments in
                let given = try arguments.bound(to: ["seq"], of: "in", required: 1)
                return try Comparison.contains(value, in: given[0] ?? .none)
            },
        ]
        let comparisons: [(CompareNode.Operation, [String])] = [
            (.equal, ["eq", "==", "equalto"]), (.notEqual, ["ne", "!="]), (.less, ["lt", "<", "lessthan"]),
            (.lessEqual, ["le", "<="]), (.greater, ["gt", ">", "greaterthan"]), (.greaterEqual, ["ge", ">="]),
        ]
        for (operation, names) in comparisons {
            for name in names {
                all[name] = Test { value, arguments in
                    let given = try arguments.bound(to: ["other"], of: name, required: 1)
                    return try CompareNode.holds(operation, value, given[0] ?? .none)
                }
            }
        }
        return all
    }()

    private static func remainder(_ value: Object, _ divisor: Object) throws -> Double {
        if value.text != nil { throw Failure("not all arguments converted during string formatting") }
        let rest = try Operators.apply(.modulo, value, divisor, Limits())
        return rest.number ?? 1
    }

    /// Python's `is`: identity for containers, equality of kind and value for the rest.
    private static func same(_ a: Object, _ b: Object) throws -> Bool {
        switch (a, b) {
        case (.none, .none): return true
        case (.undefined(let a), .undefined(let b)): return a === b
        case (.bool(let a), .bool(let b)): return a == b
        case (.int(let a), .int(let b)): return a == b
        case (.double(let a), .double(let b)): return a == b
        case (.string(let a), .string(let b)): return Text.equal(a, b)
        case (.list(let a), .list(let b)): return a === b
        case (.dict(let a), .dict(let b)): return a === b
        case (.tuple(let a), .tuple(let b)): return a === b
        case (.dynamic(let a), .dynamic(let b)): return a === b
        default: return false
        }
    }
}
