import Jinja
import Values

/// Functions of `file` that only look at the text of a path, and `test.*` for trying things out.
enum PathFunctions {
    static let all: [String: BuiltinFunction] = [
        "file.dirname": BuiltinFunction("path") { arguments in .string(directory(arguments.text("path"))) },
        "file.basename": BuiltinFunction("path") { arguments in
            let path = arguments.text("path")
            return .string(path.hasSuffix("/") ? "" : String(path.split(separator: "/").last ?? ""))
        },
        "test.ping": BuiltinFunction { _ in true },
        "test.echo": BuiltinFunction("text") { arguments in try arguments.required("text") },
    ]

    /// All before the last slash, as Python's `os.path.dirname`.
    private static func directory(_ path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "" }
        var directory = path[..<slash]
        while directory.last == "/" { directory.removeLast() }
        return directory.isEmpty ? "/" : String(directory)
    }
}
