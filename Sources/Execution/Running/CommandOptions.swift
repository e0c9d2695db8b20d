import Model
import Values

/// The options of a state that its `unless`, `onlyif` and `check_cmd` commands inherit.
enum CommandOptions {
    private static let names = [
        "cwd", "root", "runas", "env", "prepend_path", "umask", "timeout", "success_retcodes", "shell",
    ]

    /// What the chunk gives, less what its `cmd_opts_exclude` names.
    static func of(_ chunk: LowChunk) -> ValueMap {
        let excluded = chunk.globals["cmd_opts_exclude"]?.list?.compactMap(\.string) ?? []
        var options: ValueMap = [:]
        for name in names where !excluded.contains(name) {
            if let value = chunk.globals[name] ?? chunk.arguments[name], !value.isNull { options[name] = value }
        }
        return options
    }
}
