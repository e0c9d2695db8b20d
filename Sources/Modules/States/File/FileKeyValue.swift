package import Execution
import Host
package import Model
import Values

package struct FileKeyValue: FileEditing {
    package static let function: FunctionName = "file.keyvalue"
    package static let summary = "Keys of a file of `key=value` lines, each with a certain value"

    package let path: String
    let lines: KeyValueLines
    let showsChanges: Bool
    let ignoresMissing: Bool
    let creates: Bool

    package init(name: String, _ arguments: inout ArgumentDecoder) {
        path = name
        creates = arguments.flag("create_if_missing", default: false)
        lines = KeyValueLines(&arguments, appendsAlways: creates)
        showsChanges = arguments.flag("show_changes", default: true)
        ignoresMissing = arguments.flag("ignore_if_missing", default: false)
        _ = arguments.flag("search_only", default: false)
    }

    package func plan(_ seen: SeenText) -> Plan<TextEdit> {
        if let problem = seen.problem { return .impossible(problem) }
        if seen.text == nil, !creates || !(seen.hasParent || seen.isTest) {
            let comment = "unable to open \(path)"
            return ignoresMissing ? .satisfied(comment) : .impossible(comment)
        }
        let old = seen.text ?? ""
        let outcome = lines.applied(to: old)
        guard outcome.changed > 0 || outcome.deleted > 0 else { return .satisfied("") }
        let difference = outcome.difference.joined()
        let edit = TextEdit(
            path: path, old: seen.text, new: outcome.text,
            comment: "Changed \(outcome.changed), deleted \(outcome.deleted) lines",
            changes: showsChanges ? ["diff": .string(difference)] : [:])
        var comment =
            "File \(path) is set to be changed (\(outcome.changed) lines modified, \(outcome.deleted) deleted)"
        if showsChanges {
            comment += "\nPredicted diff:\n\r\t\t" + outcome.difference.joined(separator: "\r\t\t")
        }
        return .changing([edit], predicted: edit.changes, comment: comment)
    }
}
