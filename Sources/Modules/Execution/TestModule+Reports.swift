import Execution
import Model
import Values

/// Functions that keep a minion busy, and that tell what it has.
extension TestModule {
    static let reports: [ExecutionFunction] = [
        .init("test.fib", "A Fibonacci number, and the seconds it took.", parameters: [.required("num")]) { call, _ in
            let number = try call.integer("num")
            guard number >= 0 else { throw Diagnostic("Negative number is not allowed!") }
            return try timed { () throws(Diagnostic) in .int(try fibonacci(number)) }
        },
        .init(
            "test.collatz", "The way of a number down to 1, and the seconds it took.", parameters: [.required("start")]
        ) { call, _ in
            let start = try call.integer("start")
            guard start > 0 else { throw Diagnostic("'start' must be positive: from \(start) no way leads to 1") }
            return timed { .list(way(from: start)) }
        },
        .init("test.provider", "Which module serves a name.", parameters: [.required("module")]) { call, run in
            let name = try call.text("module")
            let names = try MinionRun.current(run).engine.catalogue.functionNames
            return FunctionResult(.string(names.contains { $0.module == name } ? name : ""))
        },
        .init("test.providers", "The modules there are, each with the name it serves.") { _, run in
            let names = try MinionRun.current(run).engine.catalogue.functionNames
            return FunctionResult(.map(ValueMap(Set(names.map(\.module)).sorted().map { (.string($0), .string($0)) })))
        },
        .init("test.not_loaded", "Modules that are there and can't be used: none.") { _, _ in FunctionResult([]) },
        .init("test.module_report", "The modules and functions there are.") { _, run in
            let names = try MinionRun.current(run).engine.catalogue.functionNames
            let functions = Value.strings(names.map(\.description))
            let modules = Value.strings(Set(names.map(\.module)).sorted())
            return FunctionResult([
                "functions": functions, "function_attrs": functions, "function_subs": functions, "modules": modules,
                "module_attrs": modules, "missing_attrs": [], "missing_subs": [],
            ])
        },
        .init("test.attr_call", "The grains.") { _, run in FunctionResult(.map(run.grains)) },
    ]

    private static func timed<Failure: Error>(_ body: () throws(Failure) -> Value) throws(Failure) -> FunctionResult {
        let begun = ContinuousClock.now
        let value = try body()
        let seconds = (ContinuousClock.now - begun) / .seconds(1)
        return FunctionResult([value, .double(seconds)])
    }

    private static func fibonacci(_ number: Int) throws(Diagnostic) -> Int {
        var (previous, current) = (0, 1)
        for _ in 0..<number {
            let (next, overflows) = previous.addingReportingOverflow(current)
            // One is computed ahead of what is asked for.
            guard !overflows || number <= 92 else {
                throw Diagnostic("'num' is at most 92: the numbers beyond have more than 64 bits")
            }
            (previous, current) = (current, next)
        }
        return previous
    }

    /// Halves are fractions, as in Python.
    private static func way(from start: Int) -> [Value] {
        var steps: [Value] = start == 1 ? [] : [.int(start)]
        var number = Double(start)
        while number != 1 {
            number = number.truncatingRemainder(dividingBy: 2) == 0 ? number / 2 : number * 3 + 1
            if number != 1 { steps.append(.double(number)) }
        }
        return steps
    }
}
