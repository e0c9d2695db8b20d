import Execution
import Host
import Model
import Values

/// `test.*`: functions that try out the way to a minion.
enum TestModule {
    static let versions: Value = .string("Pigeon: \(ProgramVersion.current)\n  Salt: \(VersionGrains.saltText)")

    static let functions: [ExecutionFunction] = trials + basics + reports

    private static let basics: [ExecutionFunction] = [
        .init("test.ping", "Returns true: the minion is there and answers.") { _, _ in FunctionResult(true) },
        .init("test.true", "Returns true.") { _, _ in FunctionResult(true) },
        .init("test.false", "Returns false.") { _, _ in FunctionResult(false) },
        .init("test.version", "The version of Salt whose behaviour is followed.") { _, _ in
            FunctionResult(.string(VersionGrains.saltText))
        },
        .init("test.versions_report", "The versions that matter for a report.") { _, _ in
            FunctionResult(versions)
        },
        .init("test.echo", "Returns what it was given.", parameters: [.required("text")]) { arguments, _ in
            FunctionResult(arguments["text"])
        },
        .init(
            "test.arg", "Returns its positional and keyword arguments.",
            parameters: [.variadic("args"), .keywords("kwargs")]
        ) { arguments, _ in
            FunctionResult(["args": .list(arguments.rest), "kwargs": .map(arguments.keywords)])
        },
        .init("test.kwarg", "Returns its keyword arguments.", parameters: [.keywords("kwargs")]) { arguments, _ in
            FunctionResult(.map(arguments.keywords))
        },
        .init(
            "test.arg_repr", "Returns its arguments as Python would print them.",
            parameters: [.variadic("args"), .keywords("kwargs")]
        ) { arguments, _ in
            FunctionResult([
                "args": .string(PythonText.repr(.list(arguments.rest), isTuple: true)),
                "kwargs": .string(PythonText.repr(.map(arguments.keywords))),
            ])
        },
        .init("test.sleep", "Waits so many seconds and returns true.", parameters: [.required("length")]) {
            arguments, _ in
            guard let duration = Duration(salt: arguments["length"]) else {
                throw Diagnostic("'length' must be seconds, not '\(arguments["length"].scalarText ?? "")'")
            }
            try await Task.sleep(for: duration)
            return FunctionResult(true)
        },
        .init("test.retcode", "Returns true with a return code.", parameters: [.optional("code", 42)]) {
            arguments, _ in
            FunctionResult(true, retcode: try arguments.integer("code"))
        },
        .init("test.exception", "Fails with a message.", parameters: [.optional("message", "Test Exception")]) {
            arguments, _ in
            throw Diagnostic(try arguments.text("message"))
        },
        .init("test.get_opts", "The configuration that this minion runs with.") { _, run in
            FunctionResult(.map(run.options))
        },
    ]
}
