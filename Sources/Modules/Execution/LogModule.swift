import Execution
import Logging
import Model
import Values

/// `log.*`: lines in this minion's log, from templates.
enum LogModule {
    private static let levels: [(name: String, level: Logger.Level)] = [
        ("trace", .trace), ("debug", .debug), ("info", .info), ("warning", .warning), ("error", .error),
        ("critical", .critical), ("exception", .error),
    ]

    static let functions: [ExecutionFunction] = levels.map { entry in
        ExecutionFunction(
            FunctionName(module: "log", function: entry.name), "Writes a line to the log.",
            parameters: [.required("message")]
        ) { call, run in
            let text = call["message"].scalarText ?? PythonText.repr(call["message"])
            run.logger.log(level: entry.level, "message of a template", metadata: ["template.message": .string(text)])
            return FunctionResult(true)
        }
    }
}
