import Values

/// Jinja's global functions.
enum GlobalFunctions {
    static let all: [String: ContextValue] = [
        "range": .native(range),
        "dict": .native { arguments in try dict(arguments) },
        "namespace": .native { arguments in .dynamic(NamespaceObject(try newDict(arguments))) },
        "cycler": .native { arguments in
            guard !arguments.positional.isEmpty else { throw Failure("at least one item has to be provided") }
            return .dynamic(CyclerObject(arguments.positional))
        },
        "joiner": .native { arguments in
            let given = try arguments.bound(to: ["sep"], of: "joiner")
            return .dynamic(JoinerObject(try given[0].text(or: ", ")))
        },
        "lipsum": .native(Lipsum.call),
    ]

    private static func range(_ arguments: CallArguments) throws -> Object {
        guard arguments.keywords.isEmpty else { throw Failure("range() takes no keyword arguments") }
        let numbers = try arguments.positional.map { object -> Int in
            guard let number = try object.defined().index else {
                throw Failure("'\(object.typeName)' object cannot be interpreted as an integer")
            }
            return number
        }
        guard !numbers.isEmpty else { throw Failure("range expected at least 1 argument, got 0") }
        guard numbers.count <= 3 else { throw Failure("range expected at most 3 arguments, got \(numbers.count)") }
        let start = numbers.count > 1 ? numbers[0] : 0
        let stop = numbers.count > 1 ? numbers[1] : numbers[0]
        let step = numbers.count > 2 ? numbers[2] : 1
        guard step != 0 else { throw Failure("range() arg 3 must not be zero") }
        let limit = arguments.render.environment.options.limits.rangeSize
        let span = step > 0 ? stop.subtractingReportingOverflow(start) : start.subtractingReportingOverflow(stop)
        guard !span.overflow, step != .min, span.partialValue / abs(step) <= limit else {
            throw Failure("Range too big. The sandbox blocks ranges larger than MAX_RANGE (\(limit)).", kind: .limit)
        }
        return .dynamic(RangeObject(start: start, stop: stop, step: step))
    }

    private static func newDict(_ arguments: CallArguments) throws -> DictObject {
        let result = DictObject()
        if arguments.positional.count > 1 {
            throw Failure("dict expected at most 1 argument, got \(arguments.positional.count)")
        }
        if let source = arguments.positional.first { try DictMethods.update(result, from: source) }
        for (name, value) in arguments.keywords { result[name] = value }
        return result
    }

    private static func dict(_ arguments: CallArguments) throws -> Object { .dict(try newDict(arguments)) }
}

/// `cycler(...)`.
final class CyclerObject: DynamicObject {
    private let items: [Object]
    private var position = 0

    init(_ items: [Object]) { self.items = items }

    override var typeName: String { "Cycler" }
    override var ownerName: String { "jinja2.utils.Cycler object" }
    override func attribute(_ name: String) throws -> Object? {
        switch name {
        case "current": items[position]
        case "next":
            .dynamic(
                FunctionObject("next") { [self] _ in
                    defer { position = (position + 1) % items.count }
                    return items[position]
                })
        case "reset":
            .dynamic(
                FunctionObject("reset") { [self] _ in
                    position = 0
                    return .none
                })
        default: nil
        }
    }
}

/// `joiner(sep)`: nothing the first time, the separator afterwards.
final class JoinerObject: DynamicObject {
    private let separator: String
    private var isUsed = false

    init(_ separator: String) { self.separator = separator }

    override var typeName: String { "Joiner" }
    override var isCallable: Bool { true }
    override func call(_ arguments: CallArguments) throws -> Object {
        defer { isUsed = true }
        return .string(isUsed ? separator : "")
    }
}
