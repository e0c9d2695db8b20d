package import Execution
package import Model
import RegularExpressions
import Values

/// It changes something in every run when the replacement matches too.
package struct FileReplace: FileEditing {
    package static let function: FunctionName = "file.replace"
    package static let summary = "Text in a file that matches an expression, replaced"

    package let path: String
    let pattern: String
    let replacement: String
    let count: Int
    let options: RegularExpression.Options
    let appends: Bool
    let prepends: Bool
    /// What is added when nothing matches, and what shows that it was.
    let content: String
    let found: String
    let backupSuffix: String?
    let ignoresMissing: Bool
    let showsChanges: Bool

    package init(name: String, _ arguments: inout ArgumentDecoder) {
        path = name
        let pattern = arguments.requiredText("pattern")
        let isLiteral = arguments.flag("backslash_literal", default: false)
        let text = arguments.text("repl", default: "")
        self.pattern = pattern
        replacement = isLiteral ? text.replacing("\\", with: "\\\\") : text
        count = arguments.integer("count", default: 0)
        options = Self.options(arguments.value("flags"), &arguments)
        appends = arguments.flag("append_if_not_found", default: false)
        prepends = arguments.flag("prepend_if_not_found", default: false)
        let content = arguments.text("not_found_content")
        self.content = content ?? text
        found = content.flatMap { $0.isEmpty ? nil : $0 } ?? text
        let backup = arguments.value("backup") ?? ".bak"
        backupSuffix = backup == false ? nil : backup.string.flatMap { $0.isEmpty ? nil : $0 }
        ignoresMissing = arguments.flag("ignore_if_missing", default: false)
        showsChanges = arguments.flag("show_changes", default: true)
        for name in ["bufsize", "encoding"] { _ = arguments.value(name) }
        if appends, prepends {
            arguments.refuse("prepend_if_not_found", "Only one of append and prepend_if_not_found is permitted")
        }
        do throws(RegularExpressionError) {
            _ = try RegularExpression(pattern, options: options)
        } catch {
            arguments.refuse("pattern", error.description)
        }
    }

    /// Names of Python's `re` flags, or their sum; MULTILINE when nothing is said.
    private static func options(_ value: Value?, _ arguments: inout ArgumentDecoder) -> RegularExpression.Options {
        let known: [(name: String, bit: Int, option: RegularExpression.Options)] = [
            ("IGNORECASE", 2, .ignoreCase), ("MULTILINE", 8, .multiline), ("DOTALL", 16, .dotMatchesNewlines),
            ("VERBOSE", 64, .verbose),
        ]
        guard let value else { return .multiline }
        if let number = value.int {
            return known.reduce(into: []) { if number & $1.bit != 0 { $0.insert($1.option) } }
        }
        var options: RegularExpression.Options = []
        for name in (value.list ?? [value]).compactMap(\.scalarText) {
            guard let flag = known.first(where: { $0.name == name.uppercased() }) else {
                arguments.refuse(
                    "flags", "'\(name)' is no flag", hint: "known are \(known.map(\.name).joined(separator: ", "))")
                continue
            }
            options.insert(flag.option)
        }
        return options
    }

    package func plan(_ seen: SeenText) -> Plan<TextEdit> {
        if let problem = problem(seen) {
            return ignoresMissing && seen.problem == nil
                ? .satisfied("No changes needed to be made") : .impossible(problem)
        }
        let old = seen.text ?? ""
        let new: String
        do throws(RegularExpressionError) {
            new = try replaced(old)
        } catch {
            return .impossible(error.description)
        }
        guard new != old else { return .satisfied("No changes needed to be made") }
        var edit = TextEdit(path: path, old: old, new: new, comment: "Changes were made")
        if !showsChanges { edit.changes = ["diff": true] }
        edit.backupSuffix = backupSuffix
        return .changing([edit], predicted: edit.changes, comment: "Changes would have been made")
    }

    private func replaced(_ old: String) throws(RegularExpressionError) -> String {
        let expression = try RegularExpression(pattern, options: options)
        if try expression.search(old) != nil { return try expression.replace(old, with: replacement, count: count) }
        guard appends || prepends else { return old }
        // What an earlier run added counts as found.
        let line = try RegularExpression("^\(RegularExpression.escape(found))($|(?=\r\n))", options: options)
        if try line.search(old) != nil { return old }
        if prepends { return "\(content)\n\(old)" }
        let separator = old.isEmpty || old.hasSuffix("\n") ? "" : "\n"
        return "\(old)\(separator)\(content)\n"
    }
}
