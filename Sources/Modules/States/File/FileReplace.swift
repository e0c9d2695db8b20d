package import Execution
import Host
package import Model
import RegularExpressions
import Values

/// Text in a file that matches an expression, replaced. It changes something in every run when the replacement matches too.
package struct FileReplace: StateFunction {
    package static let function: FunctionName = "file.replace"

    let path: String
    let pattern: String
    let replacement: String
    let count: Int
    let options: RegularExpression.Options
    let appends: Bool
    let prepends: Bool
    let content: String
    let backupSuffix: String?
    let ignoresMissing: Bool

    package init(name: String, _ arguments: inout ArgumentDecoder) {
        path = name
        let pattern = arguments.requiredText("pattern")
        let isLiteral = arguments.flag("backslash_literal", default: false)
        let text = arguments.text("repl", default: "")
        self.pattern = pattern
        replacement = isLiteral ? text.replacing("\\", with: "\\\\") : text
        count = arguments.integer("count") ?? 0
        options = Self.options(arguments.value("flags"), &arguments)
        appends = arguments.flag("append_if_not_found", default: false)
        prepends = arguments.flag("prepend_if_not_found", default: false)
        content = arguments.text("not_found_content") ?? text
        let backup = arguments.value("backup") ?? ".bak"
        backupSuffix = backup == false ? nil : backup.string.flatMap { $0.isEmpty ? nil : $0 }
        ignoresMissing = arguments.flag("ignore_if_missing", default: false)
        for name in ["show_changes", "bufsize", "encoding"] { _ = arguments.value(name) }
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

    package struct Observation: Sendable { var file: SeenText }
    package struct Change: Sendable { var edit: TextEdit }

    package func observe(with reader: HostReader, in run: RunContext) async throws -> Observation {
        Observation(file: try SeenText(path, reader.files))
    }

    package func plan(_ seen: Observation) -> Plan<Change> {
        if let problem = seen.file.problem { return .impossible(problem) }
        guard let old = seen.file.text else {
            return ignoresMissing ? .satisfied("\(path): file not found") : .impossible("\(path): file not found")
        }
        let new: String
        do throws(RegularExpressionError) {
            new = try replaced(old)
        } catch {
            return .impossible(error.description)
        }
        guard new != old else { return .satisfied("No changes needed to be made") }
        let edit = TextEdit(path: path, old: old, new: new, comment: "Changes were made")
        return .changing([Change(edit: edit)], predicted: edit.changes, comment: "Changes would have been made")
    }

    private func replaced(_ old: String) throws(RegularExpressionError) -> String {
        let expression = try RegularExpression(pattern, options: options)
        if try expression.search(old) != nil { return try expression.replace(old, with: replacement, count: count) }
        guard appends || prepends else { return old }
        // What an earlier run added counts as found.
        if old.split(separator: "\n", omittingEmptySubsequences: false).contains(content[...]) { return old }
        if prepends { return "\(content)\n\(old)" }
        let separator = old.isEmpty || old.hasSuffix("\n") ? "" : "\n"
        return "\(old)\(separator)\(content)\n"
    }

    package func apply(_ change: Change, with writer: HostWriter, in run: RunContext) async throws -> Applied {
        if let backupSuffix, let old = change.edit.old {
            let status = try writer.files.status(of: path)
            let attributes = FileAttributes(mode: status?.mode, user: status?.userID, group: status?.groupID)
            try writer.files.write(Array(old.utf8), to: path + backupSuffix, attributes)
        }
        return try change.edit.apply(with: writer.files)
    }
}
