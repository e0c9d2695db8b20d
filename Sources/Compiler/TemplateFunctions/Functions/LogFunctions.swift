import Values

/// `log.*`: templates may call them; compiling is pure, so nothing is written.
enum LogFunctions {
    static let all: [String: BuiltinFunction] = {
        var table: [String: BuiltinFunction] = [:]
        for level in ["debug", "info", "warning", "error", "critical", "exception"] {
            table["log.\(level)"] = BuiltinFunction("message") { _ in true }
        }
        return table
    }()
}
