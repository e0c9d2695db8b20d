package import Execution
import Host
package import Model
import Values

/// Text at the end of a file, each line added unless the file has it already, white space aside.
package struct FileAppend: StateFunction {
    package static let function: FunctionName = "file.append"

    let path: String
    let texts: [String]
    let makesDirectories: Bool
    let ignoresWhitespace: Bool

    package init(name: String, _ arguments: inout ArgumentDecoder) {
        path = name
        texts = arguments.texts("text") ?? []
        if texts.isEmpty { arguments.refuse("text", "'text' is required") }
        makesDirectories = arguments.flag("makedirs", default: false)
        ignoresWhitespace = arguments.flag("ignore_whitespace", default: true)
        _ = arguments.flag("show_changes", default: true)
    }

    package struct Observation: Sendable { var file: SeenText }
    package struct Change: Sendable { var edit: TextEdit }

    package func observe(with reader: HostReader, in run: RunContext) async throws -> Observation {
        Observation(file: try SeenText(path, reader.files))
    }

    package func plan(_ seen: Observation) -> Plan<Change> {
        if let problem = seen.file.problem { return .impossible(problem) }
        guard seen.file.hasParent || makesDirectories else { return .impossible("Parent directory not present") }
        let old = seen.file.text ?? ""
        let present = old.split(separator: "\n").map(normalized)
        let missing = texts.flatMap { $0.split(separator: "\n", omittingEmptySubsequences: false) }
            .filter { line in !line.isEmpty && !present.contains(normalized(line)) }
        guard !missing.isEmpty else { return .satisfied("File \(path) is in correct state") }
        var new = old
        if !new.isEmpty, !new.hasSuffix("\n") { new += "\n" }
        new += missing.map { "\($0)\n" }.joined()
        let edit = TextEdit(path: path, old: old, new: new, comment: "Appended \(missing.count) lines")
        return .changing([Change(edit: edit)], predicted: edit.changes, comment: "File \(path) is set to be updated")
    }

    private func normalized(_ line: Substring) -> String {
        ignoresWhitespace ? line.split(whereSeparator: \.isWhitespace).joined(separator: " ") : String(line)
    }

    package func apply(_ change: Change, with writer: HostWriter, in run: RunContext) async throws -> Applied {
        try change.edit.apply(with: writer.files, makesDirectories: makesDirectories)
    }
}
