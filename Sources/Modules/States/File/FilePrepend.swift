package import Execution
import Host
package import Model
import RegularExpressions
import Values

/// Text at the beginning of a file, each piece added unless the file has it already, white space aside.
package struct FilePrepend: FileEditing {
    package static let function: FunctionName = "file.prepend"

    package let path: String
    let texts: AddedTexts
    let makesDirectories: Bool
    /// The text has to be the very first lines, letter by letter.
    let isHeader: Bool
    let showsChanges: Bool

    package init(name: String, _ arguments: inout ArgumentDecoder) {
        path = name
        texts = AddedTexts(&arguments, named: "text")
        makesDirectories = arguments.flag("makedirs", default: false)
        isHeader = arguments.flag("header", default: false)
        showsChanges = arguments.flag("show_changes", default: true)
    }

    package func observe(with reader: HostReader, in run: RunContext) async throws -> SeenText {
        try await texts.completing(try SeenText(path, reader.files, isTest: run.isTest), reader, run)
    }

    package func plan(_ seen: SeenText) -> Plan<TextEdit> {
        if let problem = seen.problem { return .impossible(problem) }
        guard seen.text != nil || seen.hasParent || makesDirectories || seen.isTest else {
            return .impossible("\(path): file not found")
        }
        let old = seen.text ?? ""
        let added: [String]
        do throws(RegularExpressionError) {
            added = try missing(from: old, seen)
        } catch {
            return .impossible(error.description)
        }
        guard !added.isEmpty else { return .satisfied("File \(path) is in correct state") }
        let new = added.map { "\($0)\n" }.joined() + old
        let difference = showsChanges ? UnifiedDiff.between(old, new) : "<show_changes=False>"
        var edit = TextEdit(
            path: path, old: seen.text, new: new, comment: "Prepended \(added.count) lines",
            changes: ["diff": .string(difference)])
        edit.makesDirectories = makesDirectories
        guard seen.text != nil else {
            return .changing([edit], predicted: ["new": .string(path)], comment: "File \(path) is set to be created")
        }
        return .changing([edit], predicted: edit.changes, comment: "File \(path) is set to be updated")
    }

    private func missing(from old: String, _ seen: SeenText) throws(RegularExpressionError) -> [String] {
        if isHeader {
            let lines = texts.all(seen).flatMap(TextLines.bare)
            return TextLines.bare(old).starts(with: lines) ? [] : lines
        }
        var lines: [String] = []
        for text in texts.all(seen) where try !LineSearch.contains(text, in: old) { lines += TextLines.bare(text) }
        return lines
    }
}
