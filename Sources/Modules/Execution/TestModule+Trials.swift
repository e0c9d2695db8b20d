import Execution
import Model
import Values

/// Functions that try out calls themselves: kinds of arguments, calls of calls, failures.
extension TestModule {
    static let trials: [ExecutionFunction] = [
        .init(
            "test.arg_type", "The kinds of its arguments.", parameters: [.variadic("args"), .keywords("kwargs")]
        ) { arguments, _ in
            FunctionResult([
                "args": .list(arguments.rest.map(kind)),
                "kwargs": .map(ValueMap(arguments.keywords.map { ($0.key, kind(of: $0.value)) })),
            ])
        },
        .init(
            "test.arg_clean", "Returns its positional and keyword arguments, without those of the publication.",
            parameters: [.variadic("args"), .keywords("kwargs")]
        ) { arguments, _ in
            let kept = arguments.keywords.filter { $0.key.string?.hasPrefix("__") != true }
            return FunctionResult(["args": .list(arguments.rest), "kwargs": .map(ValueMap(kept))])
        },
        .init("test.outputter", "Returns what it was given.", parameters: [.required("data")]) { arguments, _ in
            FunctionResult(arguments["data"])
        },
        .init(
            "test.cross_test", "Calls a function.", parameters: [.required("func"), .optional("args")]
        ) { arguments, run in
            let name = try FunctionName(try arguments.text("func"))
            let call = FunctionCall(name, arguments: arguments["args"].list ?? [], keywords: [:])
            return FunctionResult(try await run.services.call(call, in: run).value)
        },
        .init(
            "test.try", "Calls a function; null when it fails.",
            parameters: [.required("module"), .optional("return_try_exception", false), .keywords("kwargs")]
        ) { arguments, run in
            do {
                let name = try FunctionName(try arguments.text("module"))
                let call = FunctionCall(name, arguments: [], keywords: arguments.keywords)
                return FunctionResult(try await run.services.call(call, in: run).value)
            } catch {
                return FunctionResult(
                    arguments["return_try_exception"].isTruthy ? .string(String(describing: error)) : .null)
            }
        },
        .init("test.assertion", "Fails unless its argument is true.", parameters: [.required("assertion")]) {
            arguments, _ in
            guard arguments["assertion"].isTruthy else { throw Diagnostic("AssertionError") }
            return FunctionResult(.null)
        },
        .init(
            "test.raise_exception", "Fails with an exception of Python's or Salt's.",
            parameters: [.required("name"), .variadic("args"), .keywords("kwargs")]
        ) { arguments, _ in
            let name = try arguments.text("name").replacing("salt.exceptions.", with: "")
            guard name.hasSuffix("Error") || name.hasSuffix("Exception") else { return FunctionResult(false) }
            let texts = arguments.rest.map(PythonText.string)
            throw Diagnostic(texts.isEmpty ? name : texts.joined(separator: " "))
        },
        .init("test.conf_test", "The setting test.foo of the configuration.") { _, run in
            FunctionResult(ConfigModule.option("test.foo", in: run) ?? "unconfigured")
        },
        .init("test.versions", "The versions that matter for a report.") { _, _ in FunctionResult(versions) },
        .init("test.opts_pkg", "The configuration of this minion with its grains.") { _, run in
            var options = run.options
            options["grains"] = .map(run.grains)
            return FunctionResult(.map(options))
        },
        .init("test.rand_sleep", "Waits some seconds and returns true.", parameters: [.optional("max", 60)]) {
            arguments, _ in
            try await Task.sleep(for: .seconds(Int.random(in: 0...max(0, try arguments.integer("max")))))
            return FunctionResult(true)
        },
    ]

    private static func kind(of value: Value) -> Value {
        let name =
            switch value {
            case .null: "NoneType"
            case .bool: "bool"
            case .int: "int"
            case .double: "float"
            case .string: "str"
            case .list: "list"
            case .map: "dict"
            }
        return .string("<class '\(name)'>")
    }
}
