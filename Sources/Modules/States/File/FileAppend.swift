package import Execution
import Host
package import Model
import RegularExpressions
import Values

/// Text at the end of a file, each piece added unless the file has it already, white space aside.
package struct FileAppend: FileEditing {
    package static let function: FunctionName = "file.append"

    package let path: String
    let texts: AddedTexts
    let makesDirectories: Bool
    let ignoresWhitespace: Bool
    let showsChanges: Bool

    package init(name: String, _ arguments: inout ArgumentDecoder) {
        path = name
        texts = AddedTexts(&arguments, named: "text")
        makesDirectories = arguments.flag("makedirs", default: false)
        ignoresWhitespace = arguments.flag("ignore_whitespace", default: true)
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
        let start = old.isEmpty || old.utf8.last == 0x0A ? old : old + "\n"
        let difference = UnifiedDiff.betweenBareLines(TextLines.bare(old), TextLines.bare(old) + added)
        var edit = TextEdit(
            path: path, old: seen.text, new: start + added.map { "\($0)\n" }.joined(),
            comment: "Appended \(added.count) lines",
            changes: ["diff": .string(showsChanges ? difference : "<show_changes=False>")])
        edit.makesDirectories = makesDirectories
        guard seen.text != nil else {
            return .changing([edit], predicted: ["new": .string(path)], comment: "File \(path) is set to be created")
        }
        return .changing([edit], predicted: edit.changes, comment: "File \(path) is set to be updated")
    }

    private func missing(from old: String, _ seen: SeenText) throws(RegularExpressionError) -> [String] {
        var lines: [String] = []
        for text in texts.all(seen) {
            let isThere =
                ignoresWhitespace
                ? try LineSearch.contains(text, in: old)
                : try RegularExpression(text, options: .multiline).search(old) != nil
            if !isThere { lines += TextLines.bare(text) }
        }
        return lines
    }
}
